// Puts down how a person arranged a page: remember("list:customers", { columns: […] }). Silent when it fails: the page
// stays as arranged until it is left.
export function remember(name, value) {
  const body = new URLSearchParams({ name, value: value === null ? "" : JSON.stringify(value) });
  return fetch("/settings/remembered/", {
    method: "POST",
    headers: { "X-CSRFToken": token() },
    body,
    keepalive: true,
  }).catch(() => {});
}

/** The page's token against forged requests. */
export function token() {
  return document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? cookie("guanxi_csrf");
}

function cookie(name) {
  const found = document.cookie.split("; ").find((part) => part.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}
