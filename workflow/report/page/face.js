// The moving face: the image if there is one, and landmarks coloured by the map.

// Match the canvas to the screen's resolution; return its context in CSS pixels.
function fit(canvas) {
  const ratio = window.devicePixelRatio || 1;
  const width = canvas.clientWidth, height = canvas.clientHeight;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return { context, width, height };
}

function ink(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

// scene: point(k) as fractions, value(k) from -1 to 1, colour(value), parts, picture {image, tile, side}
// or null, lines, marked (set of landmarks), chosen (a landmark or null).
function drawFace(canvas, scene) {
  const { context, width } = fit(canvas);
  context.clearRect(0, 0, width, width);
  if (scene.picture) {
    const { image, tile, side } = scene.picture;
    context.drawImage(image, tile * side, 0, side, side, 0, 0, width, width);
  }
  const places = Array.from({ length: LANDMARKS }, (_, k) =>
    scene.point(k).map((share) => share * width));
  if (scene.lines || !scene.picture) drawLines(context, places, scene);
  const unit = width / 480;
  places.forEach(([x, y], k) => {
    const value = scene.value(k);
    context.beginPath();
    context.arc(x, y, unit * (3.2 + 4.2 * Math.abs(value)), 0, 2 * Math.PI);
    context.fillStyle = `rgb(${scene.colour(value).join(" ")})`;
    context.fill();
    context.lineWidth = 0.9 * unit;
    context.strokeStyle = scene.picture ? "#000" : ink("--ink");
    context.stroke();
    if (scene.marked.has(k)) ring(context, x, y, 9.5 * unit, "#e69f00", 1.8 * unit);
    if (k === scene.chosen) {
      ring(context, x, y, 13 * unit, "#cc79a7", 2.5 * unit);
      context.font = `${14 * unit}px system-ui, sans-serif`;
      context.fillStyle = scene.picture ? "#fff" : ink("--ink");
      context.fillText(String(k), x + 15 * unit, y + 5 * unit);
    }
  });
}

function drawLines(context, places, scene) {
  context.strokeStyle = scene.picture ? "rgb(255 255 255 / 60%)" : ink("--soft");
  context.lineWidth = 1;
  for (const part of scene.parts) {
    context.beginPath();
    for (let k = part.first; k <= part.last; k += 1) context.lineTo(...places[k]);
    if (part.closed) context.closePath();
    context.stroke();
  }
}

function ring(context, x, y, radius, colour, lineWidth) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.strokeStyle = colour;
  context.lineWidth = lineWidth;
  context.stroke();
}
