// The explorer: filters, the selected clip and frame, and how they are drawn.
(async () => {
  const strips = readJson("packed-pictures");
  const arrays = await unpack(data);
  const get = (id) => document.getElementById(id);
  const dark = matchMedia("(prefers-color-scheme: dark)"), phone = matchMedia("(max-width: 44rem)");
  const colour = await readColours(data.colours);
  const PLAIN = data.method_names.length; // the last choice: displacement, no network
  const state = { clip: 0, frame: FRAMES - 1, chosen: null, timer: null };
  const pictures = new Map();
  const OUTLINED = " Outlined: landmarks and frames in which action units are known to be active.";

  const method = () => Number(get("method").value);
  const verdictOf = (k) => data.methods.find((m) => m.name === data.method_names[k]);

  function picture(clip) {
    if (strips[clip].missing) return null;
    if (!pictures.has(clip)) {
      const image = new Image();
      image.onload = () => clip === state.clip && draw();
      image.src = `data:image/webp;base64,${strips[clip].image}`;
      pictures.set(clip, image);
    }
    return pictures.get(clip);
  }

  // The current map as a function of landmark and frame, with values from -1 to 1.
  function shownMap() {
    const { values, limit } = arrays.readMap(state.clip, method(), get("target").value);
    const whole = get("scale").value === "all" ? arrays.largest(method()) || 1 : limit || 1;
    const value = (k, frame) => (values[k * FRAMES + frame] * limit) / whole;
    return { value, whole };
  }

  function draw() {
    const { value, whole } = shownMap();
    const clip = data.clips[state.clip], strip = strips[state.clip];
    const image = get("pixels").checked ? picture(state.clip) : null;
    const units = get("mark-units").checked ? clip.aus || [] : [];
    const onFace = get("sum").checked ? sumFrames(value) : (k) => value(k, state.frame);
    drawFace(get("face"), {
      point: (k) => arrays.point(state.clip, state.frame, k),
      value: onFace,
      colour, parts: data.parts, lines: get("outline").checked, chosen: state.chosen,
      picture: image && image.complete
        ? { image, tile: strip.tiles[state.frame], side: data.frame_px } : null,
      marked: new Set(units.flatMap(([code]) => data.units[code]?.landmarks ?? [])),
    });
    drawMap(get("map"), {
      value, colour, parts: data.parts, frame: state.frame, chosen: state.chosen,
      moves: (k, frame) => arrays.moves(state.clip, k, frame),
    });
    const end = whole.toPrecision(2);
    const isSigned = method() !== PLAIN;
    drawLegend(get("legend"), colour, isSigned, isSigned
      ? [`−${end} against`, "0", `+${end} for`]
      : ["0", "", `${end} inter-ocular distances`]);
    describeFrame(clip, onFace);
  }

  function describeFrame(clip, onFace) {
    const number = clip.frames[state.frame];
    const filled = clip.filled.includes(state.frame) ? ", landmarks interpolated" : "";
    const words = `frame ${state.frame + 1} of ${FRAMES} (image ${number}${filled})`;
    get("frame-text").textContent = words;
    get("frame").value = state.frame;
    const top = strongest(onFace, 6);
    get("frame").setAttribute("aria-valuetext", top.length
      ? `${words}; strongest: landmark ${top[0][0]}, ${partOf(data.parts, top[0][0])}` : words);
    listStrongest(top);
  }

  // Each is a button that selects its landmark, as a click on the map does.
  function listStrongest(top) {
    const focused = document.activeElement.dataset.landmark;
    const items = top.map(([k, v]) => {
      const item = element("li", ""), words = `landmark ${k}, ${partOf(data.parts, k)}: ${signed(v)}`;
      const button = element("button", words,
        { type: "button", "data-landmark": k, "aria-pressed": k === state.chosen });
      button.addEventListener("click", () => choose(k === state.chosen ? null : k));
      item.append(button);
      return item;
    });
    if (!top.length) items.push(element("li", "none: the map is zero here"));
    get("strongest").replaceChildren(...items);
    if (focused !== undefined) {
      const same = get("strongest").querySelector(`[data-landmark="${focused}"]`);
      (same ?? get("strongest").querySelector("button"))?.focus();
    }
  }

  function choose(landmark) {
    state.chosen = landmark;
    draw();
  }

  function showClip(clip) {
    state.clip = clip;
    state.chosen = null;
    const about = data.clips[clip], names = data.classes;
    const right = about.true === about.predicted;
    const verdict = `${names[about.true]}, predicted ${names[about.predicted]} ` +
      `(${right ? "correct" : "wrong"}, ${percent(about.p[about.predicted])})`;
    get("clip-title").textContent = `${about.id}: ${verdict}`;
    get("announce").textContent = `Clip ${about.id}, ${verdict}`;
    get("pixels-label").hidden = Boolean(strips[clip].missing);
    get("target").disabled = right;
    get("probabilities").tBodies[0].replaceChildren(...describeProbabilities(about, names));
    get("units").replaceChildren(...(about.aus === null
      ? [element("li", "not coded")]
      : about.aus.length ? about.aus.map((unit) => element("li", nameUnit(unit, data.units)))
        : [element("li", "none")]));
    tellCauses();
    showMethod();
  }

  // Explains the network's decision, independently of the map shown.
  function tellCauses() {
    if (!data.causes) return;
    const told = data.causes.clips[state.clip], { readings } = data.causes;
    get("sentence").textContent = told.sentence;
    get("readings").replaceChildren(...told.units.map((unit) =>
      element("li", `${unit} is recovered with ${readings[unit] ?? "unknown quality"}`)));
  }

  function showMethod() {
    const verdict = verdictOf(method()), clip = data.clips[state.clip];
    const target = get("target").value === "true" ? clip.true : clip.predicted;
    const limits = verdict && verdict.failed.length;
    const stamp = limits ? `not passed: ${verdict.failed.join(", ")}` : "";
    get("stamp").hidden = !limits;
    get("stamp").textContent = stamp;
    get("face-text").textContent = `Subject ${clip.subject}. Landmarks are coloured by the map` +
      `${stamp && ` (${stamp})`}; larger means stronger.` +
      ` ${strips[state.clip].missing ?? ""}`;
    get("map-text").textContent = verdict
      ? `Evidence for ${data.classes[target]} by ${verdict.name}, landmark × frame: red supports it, ` +
        `hatched blue opposes it.${data.timed ? OUTLINED : ""} Click to select a landmark and frame.`
      : "Displacement of each landmark from the first frame; no network. Click to select a landmark and frame.";
    get("verdicts").replaceChildren(...(verdict ? verdict.verdicts : []).map((found) => {
      const kind = found.passed === null ? "open" : found.passed ? "passed" : "failed";
      const word = { open: "not run", passed: "passed", failed: "failed" }[kind];
      const item = element("li", "");
      item.append(element("span", `${found.check} ${word}`, { class: kind }), `: ${found.sentence}.`);
      return item;
    }));
    const line = verdict && data.causes?.verdicts[verdict.name];
    if (line) get("verdicts").append(element("li", `causes: ${line}.`));
    draw();
  }

  function showFrame(frame) {
    state.frame = (frame + FRAMES) % FRAMES;
    draw();
  }

  function play(on) {
    clearInterval(state.timer);
    state.timer = on ? setInterval(() => showFrame(state.frame + 1), 120) : null;
    get("play").textContent = on ? "Pause" : "Play";
    get("play").setAttribute("aria-pressed", String(on));
  }

  function listClips() {
    const wanted = get("filter-class").value, subject = get("filter-subject").value;
    const result = get("filter-result").value;
    const kept = data.clips.map((_, k) => k).filter((k) => {
      const clip = data.clips[k], right = clip.true === clip.predicted;
      return (wanted === "all" || clip.true === Number(wanted)) &&
        (subject === "all" || clip.subject === subject) &&
        (result === "all" || right === (result === "right"));
    });
    get("filter-count").textContent = `${kept.length} of ${data.clips.length} clips`;
    get("clip").replaceChildren(...kept.map((k) =>
      element("option", nameClip(data.clips[k], data.classes), { value: k })));
    get("clip").disabled = !kept.length;
    if (!kept.length) return;
    const clip = kept.includes(state.clip) ? state.clip : kept[0];
    get("clip").value = clip;
    showClip(clip);
  }

  function stepClip(step) {
    const list = get("clip");
    const k = list.selectedIndex + step;
    if (k < 0 || k >= list.length) return;
    list.selectedIndex = k;
    showClip(Number(list.value));
  }

  function onKey(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const section = get("explorer"), box = section.getBoundingClientRect(), from = event.target;
    const isHere = section.contains(from) ||
      (from === document.body && box.top < innerHeight / 2 && box.bottom > innerHeight / 2);
    if (!isHere || from.matches("select, input")) return;
    const actions = {
      ArrowLeft: () => showFrame(state.frame - 1), ArrowRight: () => showFrame(state.frame + 1),
      n: () => stepClip(1), p: () => stepClip(-1), " ": () => play(!state.timer),
    };
    const action = actions[event.key] ?? actions[event.key.toLowerCase()];
    if (!action || (event.key === " " && from.matches("button, a, summary"))) return;
    event.preventDefault();
    action();
  }

  function fill(id, choices) {
    get(id).append(...choices.map(([value, text]) => element("option", text, { value })));
  }

  function begin() {
    const count = (test) => data.clips.filter(test).length;
    fill("filter-class", [["all", "all"], ...data.classes.map((name, k) =>
      [k, `${name} (${count((clip) => clip.true === k)})`])]);
    const subjects = [...new Set(data.clips.map((clip) => clip.subject))].sort();
    fill("filter-subject", [["all", "all"], ...subjects.map((name) => [name, name])]);
    fill("method", [...data.methods.map((m) => [data.method_names.indexOf(m.name),
      m.failed.length ? `${m.name} (not passed: ${m.failed.join(", ")})` : m.name]),
    [PLAIN, "plain displacement (no network)"]]);
    const size = () => { get("clip").size = phone.matches ? 1 : 20; };
    size();
    phone.addEventListener("change", size);
    dark.addEventListener("change", draw);
    for (const id of ["filter-class", "filter-result", "filter-subject"]) {
      get(id).addEventListener("change", listClips);
    }
    get("clip").addEventListener("change", () => showClip(Number(get("clip").value)));
    for (const id of ["method", "target"]) get(id).addEventListener("change", showMethod);
    for (const id of ["scale", "pixels", "sum", "outline", "mark-units"]) get(id).addEventListener("change", draw);
    get("frame").addEventListener("input", () => { play(false); showFrame(Number(get("frame").value)); });
    get("play").addEventListener("click", () => play(!state.timer));
    get("map").addEventListener("click", (event) => {
      const place = placeOnMap(get("map"), event);
      if (!place) return;
      play(false);
      state.chosen = place.landmark;
      showFrame(place.frame);
    });
    document.addEventListener("keydown", onKey);
    new ResizeObserver(() => draw()).observe(get("face"));
    listClips();
    showFrame(strongestFrame(shownMap().value));
  }

  begin();
})();
