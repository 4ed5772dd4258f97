"""Texts that would run in a page that shows them carelessly, and how it is noticed when one does."""

MARK = "gxRan"
"""The function that every payload calls; nothing may ever call it."""
_CALL = f"{MARK}()"

PAYLOADS = (
    f"<script>{_CALL}</script>",
    f"<img src=/favicon.none onerror={_CALL}>",
    f"<svg onload={_CALL}>",
    f'"><img src=/x.none onerror="{_CALL}">',
    f"'><svg/onload='{_CALL}'>",
    f'" onmouseover="{_CALL}" onfocus="{_CALL}" autofocus x="',
    f"' onfocus='{_CALL}' autofocus x='",
    f"` onload=`{_CALL}`",
    f"</title><script>{_CALL}</script>",
    f"</textarea><script>{_CALL}</script>",
    f"</script><script>{_CALL}</script>",
    f"</select></option><img src=/x.none onerror={_CALL}>",
    f"</template></noscript><img src=/x.none onerror={_CALL}>",
    f"--><script>{_CALL}</script><!--",
    f"]]><script>{_CALL}</script>",
    f"<noscript><p title='</noscript><img src=/x.none onerror={_CALL}>'>",
    f"<math><mtext><table><mglyph><style><img src=/x.none onerror={_CALL}>",
    f'<iframe srcdoc="<script>parent.{_CALL}</script>"></iframe>',
    f"<object data=javascript:{_CALL}></object>",
    f"<embed src=javascript:{_CALL}>",
    f"<base href=javascript:{_CALL}//>",
    f'<meta http-equiv=refresh content="0;url=javascript:{_CALL}">',
    f"<form action=javascript:{_CALL}><button autofocus>x</button></form>",
    f"<details open ontoggle={_CALL}>x</details>",
    f"<input autofocus onfocus={_CALL}>",
    f"<video><source onerror={_CALL}></video>",
    f"<svg><animate onbegin={_CALL} attributeName=x dur=1s>",
    f'<svg><script href="data:,{_CALL}"/>',
    f"<style>@import '//{MARK}.example/x.css';</style>",
    f"<link rel=stylesheet href=//{MARK}.example/x.css>",
    f"<b hx-get=/{MARK} hx-trigger=load hx-on:load={_CALL}>x</b>",
    f'<b data-hx-post=/{MARK} data-hx-trigger=load data-hx-vals="js:{{a:{_CALL}}}">x</b>',
    f'<b data-controller=toast data-action="mouseover->{MARK}#go">x</b>',
    f"{{{{ constructor.constructor('{_CALL}')() }}}}",
    f"{{% load {MARK} %}}${{{_CALL}}}#{{{_CALL}}}",
    f"javascript:{_CALL}",
    f"java\tscript:{_CALL}",
    f"data:text/html,<script>{_CALL}</script>",
    f'"}};{_CALL};//',
    f"\\u003cscript\\u003e{_CALL}\\u003c/script\\u003e &lt;script&gt;{_CALL}&lt;/script&gt;",
)

SEARCH_PAGE = r"""
mark => {
  const found = [], forbidden = ["SCRIPT", "IFRAME", "OBJECT", "EMBED", "BASE", "STYLE", "MATH", "MARQUEE", "NOSCRIPT"];
  const links = ["href", "src", "action", "formaction", "srcdoc", "data", "xlink:href"];
  const acts = /^(data-)?(hx-|controller$|action$)|^data-(controller|action)$|-target$/;
  for (const element of document.querySelectorAll("*")) {
    const own = element.outerHTML.slice(0, 160);
    if (forbidden.includes(element.tagName) && own.includes(mark)) found.push("element " + own);
    if (element.tagName === "META" && /refresh/i.test(element.httpEquiv)) found.push("element " + own);
    for (const { name, value } of element.attributes) {
      const scheme = value.replace(/[\u0000-\u0020]/g, "").toLowerCase();
      if (/^on/i.test(name) || /^(data-)?hx-on/.test(name)) found.push(`handler ${name} in ${own}`);
      if (acts.test(name) && value.split("?")[0].includes(mark)) found.push(`${name} in ${own}`);
      if (links.includes(name) && /^(javascript|vbscript|data:text)/.test(scheme)) found.push(`link ${value}`);
    }
  }
  return found;
}
"""
"""What must not stand in any page: elements, handlers, acts and links that came out of a text."""
