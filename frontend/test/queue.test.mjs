import assert from "node:assert/strict";
import { test } from "node:test";
import { lane, uuid7 } from "../src/js/queue.js";

test("a key made here is a version 7 UUID of its time, and sorts by it", () => {
  const early = uuid7(Date.UTC(2026, 0, 1));
  assert.match(early, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(parseInt(early.replaceAll("-", "").slice(0, 12), 16), Date.UTC(2026, 0, 1));
  assert.ok(early < uuid7(Date.UTC(2026, 0, 1) + 1));
  assert.notEqual(uuid7(1), uuid7(1));
});

test("what is about one record keeps its order; what is about none, among its kind", () => {
  assert.equal(lane({ entity: "notes", about: { entity: "ships", id: "1" } }), "ships/1");
  assert.equal(lane({ entity: "notes", about: undefined }), "notes");
});
