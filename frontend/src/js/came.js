// From which list somebody came to a record, so that its page can lead to the ones before and after. It is kept for the
// tab alone: {at: the record's address, list: the list's query}.
const KEY = "guanxi:came";

/** Put down every way from a list to a record of its own; from anywhere else there is no list to go on in. */
export function comingFrom() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || event.defaultPrevented || link.origin !== window.location.origin) return;
    const { pathname, search } = window.location;
    if (/^\/[a-z0-9-]+\/$/.test(pathname) && /^[0-9a-f-]{36}\/$/.test(link.pathname.replace(pathname, ""))) {
      came(link.pathname, search);
    }
  });
}

export function came(at, list) {
  sessionStorage.setItem(KEY, JSON.stringify({ at, list }));
}

/** The query of the list that led to this record, or nothing. */
export function listOf(pathname) {
  const { at, list } = JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
  return at === pathname ? list : undefined;
}
