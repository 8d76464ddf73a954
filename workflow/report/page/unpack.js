// Read the packed arrays; facemotion/report/packing.py packs them.
function readJson(id) {
  return JSON.parse(document.getElementById(id).textContent);
}

const data = readJson("packed-clips");
const FRAMES = data.frames, LANDMARKS = 68;

function decode(text, Kind = Uint8Array) {
  const letters = atob(text), bytes = new Uint8Array(letters.length);
  for (let k = 0; k < letters.length; k += 1) bytes[k] = letters.charCodeAt(k);
  return new Kind(bytes.buffer);
}

function unpack(data) {
  const { arrays } = data;
  const methods = data.method_names.length;
  const points = decode(arrays.points, Uint16Array);
  const predicted = decode(arrays.maps, Int8Array), own = decode(arrays.true_maps, Int8Array);
  const displacement = decode(arrays.displacement), cells = decode(arrays.cells);
  const row = new Map(arrays.wrong.map((clip, k) => [clip, k]));

  // One map as numbers from -1 to 1 by landmark and frame, and the value that 1 represents.
  // Method number `methods` is plain displacement.
  function readMap(clip, method, target) {
    const size = LANDMARKS * FRAMES;
    if (method === methods) {
      const part = displacement.subarray(clip * size, (clip + 1) * size);
      return { values: Float32Array.from(part, (v) => v / 255), limit: arrays.reach[clip] };
    }
    const isOwn = target === "true" && row.has(clip);
    const k = isOwn ? row.get(clip) : clip, start = (k * methods + method) * size;
    const part = (isOwn ? own : predicted).subarray(start, start + size);
    const limit = (isOwn ? arrays.true_limits : arrays.limits)[k][method];
    return { values: Float32Array.from(part, (v) => v / 127), limit };
  }

  // The largest value of a method over all clips, so that weak maps (neutral clips) look weak.
  function largest(method) {
    const all = method === methods ? arrays.reach : arrays.limits.map((limits) => limits[method]);
    return all.reduce((a, b) => Math.max(a, b), 0);
  }

  return {
    readMap,
    largest,
    // x and y of a landmark as fractions of the image.
    point: (clip, frame, k) => {
      const at = ((clip * FRAMES + frame) * LANDMARKS + k) * 2;
      return [points[at] / 65535, points[at + 1] / 65535];
    },
    // Whether an action unit is known to move this landmark in this frame.
    moves: (clip, k, frame) => {
      const at = (clip * LANDMARKS + k) * FRAMES + frame;
      return Boolean(cells[at >> 3] & (1 << (at & 7)));
    },
  };
}

function readColours(text) {
  const bytes = decode(text);
  // A number from -1 to 1 to a colour.
  return (value) => {
    const k = 3 * Math.round(127.5 * (Math.max(-1, Math.min(1, value)) + 1));
    return [bytes[k], bytes[k + 1], bytes[k + 2]];
  };
}

// Sum of each landmark's map over the clip, as a fraction of the largest.
function sumFrames(value) {
  const sums = Array.from({ length: LANDMARKS }, (_, k) =>
    Array.from({ length: FRAMES }, (_, frame) => value(k, frame)).reduce((a, b) => a + b));
  const most = Math.max(...sums.map(Math.abs)) || 1;
  return (k) => sums[k] / most;
}

function strongestFrame(value) {
  const sizes = Array.from({ length: FRAMES }, (_, frame) =>
    Array.from({ length: LANDMARKS }, (_, k) => Math.abs(value(k, frame))).reduce((a, b) => a + b));
  return sizes.indexOf(Math.max(...sizes));
}
