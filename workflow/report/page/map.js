// The landmark × frame map, with a cursor on the current frame.
const MAP_LEFT = 92, MAP_BOTTOM = 34, MAP_RIGHT = 6;
const OPPOSING = 0.2; // cells below minus this share of the largest value are hatched

function mapBox(width, height) {
  const right = width - MAP_RIGHT, bottom = height - MAP_BOTTOM;
  return { left: MAP_LEFT, right, bottom, dx: (right - MAP_LEFT) / FRAMES, dy: bottom / LANDMARKS };
}

// scene: value(k, frame), colour(value), parts, moves(k, frame), frame, chosen.
function drawMap(canvas, scene) {
  const { context, width, height } = fit(canvas);
  const box = mapBox(width, height);
  const picture = new OffscreenCanvas(FRAMES, LANDMARKS);
  const pixels = new ImageData(FRAMES, LANDMARKS);
  for (let k = 0; k < LANDMARKS; k += 1) {
    for (let frame = 0; frame < FRAMES; frame += 1) {
      pixels.data.set([...scene.colour(scene.value(k, frame)), 255], 4 * (k * FRAMES + frame));
    }
  }
  picture.getContext("2d").putImageData(pixels, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(picture, box.left, 0, box.right - box.left, box.bottom);
  hatchOpposing(context, box, scene);
  drawOutline(context, box, scene);
  labelMap(context, box, scene, height);
  context.strokeStyle = "#cc79a7";
  context.lineWidth = 2.5;
  context.strokeRect(box.left + scene.frame * box.dx, 1, box.dx, box.bottom - 2);
  if (scene.chosen !== null) {
    context.lineWidth = 1.5;
    context.strokeRect(box.left, scene.chosen * box.dy, box.right - box.left, box.dy);
  }
}

// Hatch the cells that clearly oppose the class: in greyscale, red and blue look alike.
function hatchOpposing(context, box, scene) {
  context.strokeStyle = "#000";
  context.lineWidth = 0.5;
  context.beginPath();
  for (let k = 0; k < LANDMARKS; k += 1) {
    for (let frame = 0; frame < FRAMES; frame += 1) {
      if (scene.value(k, frame) >= -OPPOSING) continue;
      const x = box.left + frame * box.dx, y = k * box.dy;
      for (const share of [1 / 6, 3 / 6, 5 / 6]) {
        context.moveTo(x + (share - 1 / 6) * box.dx, y + box.dy);
        context.lineTo(x + (share + 1 / 6) * box.dx, y);
      }
    }
  }
  context.stroke();
}

// Outline the cells in which action units are known to be active.
function drawOutline(context, box, scene) {
  context.strokeStyle = "#000"; // the map is light even on a dark page
  context.lineWidth = 1.2;
  context.beginPath();
  for (let k = 0; k < LANDMARKS; k += 1) {
    for (let frame = 0; frame < FRAMES; frame += 1) {
      if (!scene.moves(k, frame)) continue;
      const x = box.left + frame * box.dx, y = k * box.dy;
      const edges = [
        [k > 0 && scene.moves(k - 1, frame), x, y, x + box.dx, y],
        [k < LANDMARKS - 1 && scene.moves(k + 1, frame), x, y + box.dy, x + box.dx, y + box.dy],
        [frame > 0 && scene.moves(k, frame - 1), x, y, x, y + box.dy],
        [frame < FRAMES - 1 && scene.moves(k, frame + 1), x + box.dx, y, x + box.dx, y + box.dy],
      ];
      for (const [inside, ...line] of edges) {
        if (inside) continue;
        context.moveTo(line[0], line[1]);
        context.lineTo(line[2], line[3]);
      }
    }
  }
  context.stroke();
}

function labelMap(context, box, scene, height) {
  context.font = "11px system-ui, sans-serif";
  context.fillStyle = ink("--ink");
  context.strokeStyle = "#8b949e";
  context.lineWidth = 0.6;
  context.textBaseline = "middle";
  context.textAlign = "right";
  for (const part of scene.parts) {
    const y = part.first * box.dy;
    context.fillText(part.name, box.left - 6, (y + (part.last + 1) * box.dy) / 2);
    context.beginPath();
    context.moveTo(box.left - 4, y);
    context.lineTo(box.right, y);
    context.stroke();
  }
  context.textAlign = "center";
  const quarters = [1, 2, 3, 4].map((k) => Math.round((k * FRAMES) / 4));
  for (const frame of new Set([1, ...quarters])) {
    context.fillText(String(frame), box.left + (frame - 0.5) * box.dx, box.bottom + 10);
  }
  context.fillText("frame of the clip", (box.left + box.right) / 2, height - 6);
}

// Landmark and frame under the pointer, or null.
function placeOnMap(canvas, event) {
  const box = mapBox(canvas.clientWidth, canvas.clientHeight);
  const frame = Math.floor((event.offsetX - box.left) / box.dx);
  const landmark = Math.floor(event.offsetY / box.dy);
  const inside = frame >= 0 && frame < FRAMES && landmark >= 0 && landmark < LANDMARKS;
  return inside ? { frame, landmark } : null;
}

function drawLegend(canvas, colour, isSigned, words) {
  const { context, width } = fit(canvas);
  const left = MAP_LEFT, right = width - MAP_RIGHT, lowest = isSigned ? -1 : 0;
  for (let x = left; x < right; x += 1) {
    const share = (x - left) / (right - left);
    context.fillStyle = `rgb(${colour(lowest + share * (1 - lowest)).join(" ")})`;
    context.fillRect(x, 2, 1.5, 10);
  }
  context.font = "11px system-ui, sans-serif";
  context.fillStyle = ink("--ink");
  words.forEach((text, k) => {
    context.textAlign = ["left", "center", "right"][k];
    context.fillText(text, left + (k / 2) * (right - left), 26);
  });
}
