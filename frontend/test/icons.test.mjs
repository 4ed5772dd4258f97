import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { inflateSync } from "node:zlib";
import { flattened, icons, read } from "../icons.mjs";

const svg = await readFile(new URL("../../src/guanxi/web/static/web/mark.svg", import.meta.url), "utf8");

test("the mark is read out of its picture", () => {
  const mark = read(svg);
  assert.deepEqual(mark.ground, [0x34, 0x50, 0xb4]);
  assert.deepEqual(mark.ink, [255, 255, 255]);
  assert.equal(mark.side, 32);
  const xs = mark.points.map(([x]) => x);
  assert.ok(Math.abs(Math.min(...xs) - 5.2) < 0.05 && Math.abs(Math.max(...xs) - 26.8) < 0.05, "both loops, whole");
});

test("what can't be drawn stops the build", () => {
  assert.throws(() => flattened("M0 0 q1 1 2 2"), /no path command q/);
});

test("pictures are PNG of the size they say, with the mark's ink and open corners", () => {
  for (const [name, picture] of icons(svg)) {
    const size = Number(/-(\d+)\.png$/.test(name) && name.match(/-(\d+)\.png$/)[1]);
    assert.equal(picture.toString("latin1", 1, 4), "PNG");
    assert.equal(picture.readUInt32BE(16), size);
    const length = picture.readUInt32BE(33);
    const rows = inflateSync(picture.subarray(41, 41 + length));
    const at = (x, y) => [...rows.subarray(y * (size * 4 + 1) + 1 + x * 4, y * (size * 4 + 1) + 5 + x * 4)];
    assert.equal(at(0, 0)[3], /mask|180/.test(name) ? 255 : 0, `${name}: the corner`);
    assert.ok(rows.includes(Buffer.from([255, 255, 255, 255])), `${name}: the ink`);
    assert.deepEqual(at(size / 2, Math.round(size / 16)), [0x34, 0x50, 0xb4, 255], `${name}: the ground`);
  }
});
