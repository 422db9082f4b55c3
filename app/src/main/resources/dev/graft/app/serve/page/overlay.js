// A heat map over a picture: coarse values become a smooth layer where the network looked.

const FINE = 96;

/** Stops of a colour map from dark to light, so that more is also brighter: value, red, green, blue. */
const STOPS = [
  [0, 40, 20, 110],
  [0.25, 110, 30, 130],
  [0.5, 188, 55, 84],
  [0.75, 249, 142, 9],
  [1, 252, 255, 164],
];

function colour(value) {
  let i = 1;
  while (i < STOPS.length - 1 && value > STOPS[i][0]) i += 1;
  const [from, ...low] = STOPS[i - 1];
  const [to, ...high] = STOPS[i];
  const share = (value - from) / (to - from);
  return low.map((channel, c) => channel + (high[c] - channel) * share);
}

/** Eases from 0 to 1, so that no edge shows at a place's centre. */
const eased = (t) => t * t * (3 - 2 * t);

/** Values between the places' centres; beyond the outermost centres as these. */
function sample(map, x, y) {
  const column = Math.min(Math.max(x * map.columns - 0.5, 0), map.columns - 1);
  const row = Math.min(Math.max(y * map.rows - 0.5, 0), map.rows - 1);
  const left = Math.floor(column);
  const top = Math.floor(row);
  const right = Math.min(left + 1, map.columns - 1);
  const bottom = Math.min(top + 1, map.rows - 1);
  const at = (r, c) => map.values[r * map.columns + c];
  const across = (r) => at(r, left) + (at(r, right) - at(r, left)) * eased(column - left);
  return across(top) + (across(bottom) - across(top)) * eased(row - top);
}

function layer(map) {
  const canvas = document.createElement("canvas");
  canvas.width = FINE;
  canvas.height = FINE;
  const context = canvas.getContext("2d");
  const pixels = context.createImageData(FINE, FINE);
  for (let i = 0; i < FINE * FINE; i += 1) {
    const value = sample(map, ((i % FINE) + 0.5) / FINE, (Math.floor(i / FINE) + 0.5) / FINE);
    pixels.data.set([...colour(value), 255 * Math.min(1, 0.05 + 1.1 * value)], 4 * i);
  }
  context.putImageData(pixels, 0, 0);
  return canvas;
}

/** Draws the map of one class, and a shade over what the network does not see. */
export function draw(canvas, map, region, strength) {
  const context = canvas.getContext("2d");
  const { width, height } = canvas;
  context.clearRect(0, 0, width, height);
  const box = [region.left * width, region.top * height, region.width * width, region.height * height];
  const seen = new Path2D();
  seen.rect(0, 0, width, height);
  seen.rect(...box);
  context.globalAlpha = 1;
  context.fillStyle = "rgb(0 0 0 / 45%)";
  context.fill(seen, "evenodd");
  if (map && strength > 0) {
    context.globalAlpha = strength;
    context.imageSmoothingQuality = "high";
    context.drawImage(layer(map), ...box);
  }
}

/** Whether some of the picture lies outside of what the network sees. */
export function cutsOff(region) {
  return region.width < 0.999 || region.height < 0.999;
}
