// Text alternatives for the drawings: for screen readers, and to give exact numbers.
const INTENSITIES = ["", "a", "b", "c", "d", "e"];

function percent(share) {
  return `${(100 * share).toFixed(share > 0.995 || share < 0.005 ? 1 : 0)}%`;
}

function signed(value) {
  return `${value < 0 ? "−" : "+"}${Math.abs(100 * value).toFixed(0)}%`;
}

function partOf(parts, k) {
  return parts.find((part) => k >= part.first && k <= part.last).name;
}

function nameUnit([code, intensity], units) {
  const name = units[code] ? `: ${units[code].name}` : "";
  const how = intensity === 9 ? "present" : INTENSITIES[intensity];
  return `AU${code}${name} (${how})`;
}

function nameClip(clip, classes) {
  const name = `${clip.id}: ${classes[clip.true]}`; // the mark comes first, where no long name is cut
  return clip.true === clip.predicted ? `✓ ${name}` : `✗ ${name} → ${classes[clip.predicted]}`;
}

// The n landmarks of a frame with the largest absolute values.
function strongest(value, n) {
  return Array.from({ length: LANDMARKS }, (_, k) => [k, value(k)])
    .sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]))
    .slice(0, n)
    .filter(([, v]) => v !== 0);
}

function element(name, text, attributes = {}) {
  const made = document.createElement(name);
  made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

// One row per class, with a bar.
function describeProbabilities(clip, classes) {
  return classes.map((name, k) => {
    const row = document.createElement("tr"), cell = document.createElement("td");
    const bar = element("span", "", { class: "bar", style: `width: ${55 * clip.p[k]}%` });
    cell.append(bar, percent(clip.p[k]));
    row.append(element("th", name, { scope: "row" }), cell);
    row.classList.toggle("is-true", k === clip.true);
    row.classList.toggle("is-predicted", k === clip.predicted);
    return row;
  });
}
