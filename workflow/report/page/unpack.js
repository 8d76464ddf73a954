// Read the packed arrays; facemotion/report/packing.py packs them.
function readJson(id) {
  return JSON.parse(document.getElementById(id).textContent);
}

const data = readJson("packed-clips");
const FRAMES = data.frames, LANDMARKS = 68;

async function decode(text, Kind = Uint8Array) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Kind(await new Response(stream).arrayBuffer());
}

// Places by clip, frame, landmark and axis, of changes from frame to frame, low and high bytes apart.
function addChanges(bytes) {
  const count = bytes.length / 2, frame = 2 * LANDMARKS, clip = FRAMES * frame;
  const points = new Uint16Array(count);
  for (let k = 0; k < count; k += 1) {
    const change = bytes[k] | (bytes[count + k] << 8);
    points[k] = k % clip < frame ? change : points[k - frame] + change;
  }
  return points;
}

async function unpack(data) {
  const { arrays } = data;
  const methods = data.method_names.length;
  const [points, predicted, own, displacement, cells] = await Promise.all([
    decode(arrays.points).then(addChanges), decode(arrays.maps, Int8Array),
    decode(arrays.true_maps, Int8Array), decode(arrays.displacement), decode(arrays.cells),
  ]);
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
      return [points[at] / 4095, points[at + 1] / 4095];
    },
    // Whether an action unit is known to move this landmark in this frame.
    moves: (clip, k, frame) => {
      const at = (clip * LANDMARKS + k) * FRAMES + frame;
      return Boolean(cells[at >> 3] & (1 << (at & 7)));
    },
  };
}

async function readColours(text) {
  const bytes = await decode(text);
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
