// The product's mark as PNG pictures, for phones that install it. Draws what mark.svg holds: a rounded square and one stroked
// path of curves and arcs; anything else there stops the build.
import { deflateSync } from "node:zlib";

const STEPS = 24;

/** [file name, PNG] of every size; the masked one fills its square, since each phone cuts its own shape out of it. */
export function* icons(svg) {
  const mark = read(svg);
  for (const size of [180, 192, 512]) yield [`icon-${size}.png`, png(size, paint(mark, size, size === 180))];
  yield ["icon-mask-512.png", png(512, paint(mark, 512, true, 0.8))];
}

/** Ground, ink, the square's corner, the stroke's width and its points, out of the picture's text. */
export function read(svg) {
  const attribute = (tag, name) => {
    const found = svg.match(new RegExp(`<${tag}\\b[^>]*?\\s${name}="([^"]+)"`));
    if (!found) throw new Error(`mark.svg: <${tag}> has no ${name}`);
    return found[1];
  };
  return {
    ground: colour(attribute("rect", "fill")),
    ink: colour(attribute("path", "stroke")),
    corner: Number(attribute("rect", "rx")),
    width: Number(attribute("path", "stroke-width")),
    side: Number(attribute("svg", "viewBox").split(" ")[2]),
    points: flattened(attribute("path", "d")),
  };
}

function colour(text) {
  const hex = text.slice(1).length === 3 ? [...text.slice(1)].map((sign) => sign + sign).join("") : text.slice(1);
  return [0, 2, 4].map((place) => parseInt(hex.slice(place, place + 2), 16));
}

/** A path of M, c, s, a and z as a line of points. */
export function flattened(path) {
  const points = [];
  let [x, y, lastX, lastY] = [0, 0, 0, 0];
  for (const [, command, text] of path.matchAll(/([A-Za-z])([^A-Za-z]*)/g)) {
    const numbers = [...text.matchAll(/-?(?:\d+\.\d+|\d+|\.\d+)/g)].map(Number);
    if (command === "M") [x, y] = numbers;
    else if (command === "z") points.push(points[0]);
    else if (command === "c" || command === "s") {
      const size = command === "c" ? 6 : 4;
      for (let at = 0; at < numbers.length; at += size) {
        const n = numbers.slice(at, at + size);
        const first = command === "c" ? [x + n[0], y + n[1]] : [2 * x - lastX, 2 * y - lastY];
        const [second, end] = [n.slice(-4, -2), n.slice(-2)].map(([dx, dy]) => [x + dx, y + dy]);
        for (let step = 1; step <= STEPS; step += 1) points.push(bezier([x, y], first, second, end, step / STEPS));
        [lastX, lastY] = second;
        [x, y] = end;
      }
      continue;
    } else if (command === "a") {
      const end = [x + numbers[5], y + numbers[6]];
      points.push(...arc([x, y], end, numbers[0], numbers[3], numbers[4]));
      [x, y] = end;
    } else throw new Error(`mark.svg: no path command ${command}`);
    [lastX, lastY] = [x, y];
    if (!points.length) points.push([x, y]);
  }
  return points;
}

function bezier(a, b, c, d, t) {
  const u = 1 - t;
  return [0, 1].map((i) => u ** 3 * a[i] + 3 * u * u * t * b[i] + 3 * u * t * t * c[i] + t ** 3 * d[i]);
}

/** An arc of a circle, by its two ends. */
function arc([x1, y1], [x2, y2], radius, large, sweep) {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const apart = Math.hypot(dx, dy);
  const height = Math.sqrt(Math.max(0, radius ** 2 - (apart / 2) ** 2)) * (large === sweep ? -1 : 1);
  const [cx, cy] = [(x1 + x2) / 2 - (height * dy) / apart, (y1 + y2) / 2 + (height * dx) / apart];
  const from = Math.atan2(y1 - cy, x1 - cx);
  let turn = Math.atan2(y2 - cy, x2 - cx) - from;
  if (sweep && turn < 0) turn += 2 * Math.PI;
  if (!sweep && turn > 0) turn -= 2 * Math.PI;
  return Array.from({ length: STEPS * 2 }, (_, step) => {
    const angle = from + (turn * (step + 1)) / (STEPS * 2);
    return [cx + radius * Math.cos(angle), cy + radius * Math.sin(angle)];
  });
}

/** Pixels in rows, four bytes each: the square with its corners (or the whole picture), the line upon it. */
function paint({ ground, ink, corner, width, side, points }, size, full, shrink = 1) {
  const scale = side / size;
  const rows = Buffer.alloc(size * size * 4);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const [x, y] = [(column + 0.5) * scale, (row + 0.5) * scale];
      const inside = full ? 1 : covered(-roundedBox(x, y, side, corner), scale);
      const [px, py] = [x, y].map((value) => (value - side / 2) / shrink + side / 2);
      const line = covered(width / 2 - distance(px, py, points), scale / shrink);
      const at = (row * size + column) * 4;
      for (let part = 0; part < 3; part += 1) rows[at + part] = Math.round(ground[part] * (1 - line) + ink[part] * line);
      rows[at + 3] = Math.round(255 * inside);
    }
  }
  return rows;
}

const covered = (depth, scale) => Math.min(1, Math.max(0, depth / scale + 0.5));

function roundedBox(x, y, side, corner) {
  const [qx, qy] = [x, y].map((value) => Math.abs(value - side / 2) - side / 2 + corner);
  return Math.hypot(Math.max(qx, 0), Math.max(qy, 0)) + Math.min(Math.max(qx, qy), 0) - corner;
}

function distance(x, y, points) {
  let least = Infinity;
  for (let at = 1; at < points.length; at += 1) {
    const [[ax, ay], [bx, by]] = [points[at - 1], points[at]];
    const [dx, dy] = [bx - ax, by - ay];
    const t = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
    least = Math.min(least, (x - ax - t * dx) ** 2 + (y - ay - t * dy) ** 2);
  }
  return Math.sqrt(least);
}

function png(size, pixels) {
  const lines = Buffer.alloc(size * (size * 4 + 1));
  for (let row = 0; row < size; row += 1) pixels.copy(lines, row * (size * 4 + 1) + 1, row * size * 4, (row + 1) * size * 4);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([8, 6, 0, 0, 0], 8);
  const begin = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([begin, chunk("IHDR", head), chunk("IDAT", deflateSync(lines, { level: 9 })), chunk("IEND", Buffer.alloc(0))]);
}

function chunk(kind, data) {
  const named = Buffer.concat([Buffer.from(kind, "latin1"), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}

/** The check sum that PNG asks for; Node's own came later than the oldest Node this builds with. */
function crc32(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}
