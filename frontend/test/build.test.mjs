import assert from "node:assert/strict";
import { test } from "node:test";
import { lightFirst, lightOnly } from "../light-first.mjs";
import { needed } from "../purge.mjs";
import { iconNames, sprite } from "../sprite.mjs";

test("light-dark() becomes its light value, nested brackets and all", () => {
  const css = ":root { --a: light-dark(rgb(1 2 3 / 0.4), rgb(0 0 0)); --b: 0 1px light-dark(#fff, #000) inset; }";
  assert.equal(lightOnly(css), ":root { --a: rgb(1 2 3 / 0.4); --b: 0 1px #fff inset; }");
});

test("the dark values come back behind a test for light-dark()", () => {
  const css = ":root {\n  --a: light-dark(#fff, #000);\n}\nbody {\n  margin: 0;\n}";
  const [first, second] = lightFirst(css).split("@supports");
  assert.match(first, /--a: #fff;/);
  assert.match(second, /--a: light-dark\(#fff, #000\);/);
  assert.doesNotMatch(second, /margin/);
});

test("light-dark() anywhere but in :root is refused", () => {
  assert.throws(() => lightFirst("body { color: light-dark(#fff, #000); }"), /outside :root/);
});

test("of a style sheet what some page can need stays, and nothing else", async () => {
  const css = ".btn{color:red}.btn-pink{color:pink}.row>.col-7{flex:1}h1.btn{margin:0}@media print{.btn{top:0}}";
  const written = ['<a class="btn{% if on %} row{% endif %}">', "format_html('<h1 class=\"{}\">', kind)"];
  assert.equal(await needed(css, written), ".btn{color:red}h1.btn{margin:0}@media print{.btn{top:0}}");
});

test("icon names are read a line each and may not repeat", () => {
  assert.deepEqual(iconNames("# navigation\nhome\n\nbuilding # customers\r\n"), ["home", "building"]);
  assert.throws(() => iconNames("home\nhome"), /twice: home/);
});

test("the sprite holds one symbol per icon, without Tabler's empty frame", async () => {
  const svg = await sprite(["x", "home"]);
  assert.equal(svg.match(/<symbol /g).length, 2);
  assert.match(svg, /<symbol id="x" viewBox="0 0 24 24"><path/);
  assert.doesNotMatch(svg, /stroke="none"/);
});

test("an unknown icon stops the build", async () => {
  await assert.rejects(sprite(["no-such-icon"]), /no-such-icon/);
});
