import assert from "node:assert/strict";
import { test } from "node:test";
import { readableSize } from "../src/js/controllers/drop_controller.js";

test("sizes are told in the largest unit that keeps a whole number before the point", () => {
  assert.equal(readableSize(0), "0 B");
  assert.equal(readableSize(1023), `${(1023).toLocaleString()} B`);
  assert.equal(readableSize(1536), `${(1.5).toLocaleString()} KB`);
  assert.equal(readableSize(20 * 1024 ** 2), "20 MB");
});
