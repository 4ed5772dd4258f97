// What this browser keeps for the person who works at it, in IndexedDB: drafts of forms, things waiting to be sent, records
// seen last. Every entry names its person; nobody else's is ever read. Drafts and records go at sign-out and when somebody
// else signs in; what waits to be sent stays until the same person is back.
const NAME = "guanxi";
const VERSION = 1;
const STORES = ["drafts", "queue", "seen", "person"];
let opened;

function open() {
  opened ??= new Promise((done, failed) => {
    const asked = indexedDB.open(NAME, VERSION);
    asked.onupgradeneeded = () => {
      for (const store of STORES) asked.result.createObjectStore(store, { keyPath: "key" });
    };
    asked.onsuccess = () => {
      // Another tab of a newer version must not wait for this one.
      asked.result.onversionchange = () => asked.result.close();
      done(asked.result);
    };
    asked.onerror = () => failed(asked.error);
  });
  return opened;
}

async function ask(store, mode, work) {
  const database = await open();
  return new Promise((done, failed) => {
    const transaction = database.transaction(store, mode);
    const asked = work(transaction.objectStore(store));
    transaction.oncomplete = () => done(asked?.result);
    transaction.onabort = transaction.onerror = () => failed(transaction.error);
  });
}

export const get = (store, key) => ask(store, "readonly", (rows) => rows.get(key));
export const put = (store, value) => ask(store, "readwrite", (rows) => rows.put(value));
export const remove = (store, key) => ask(store, "readwrite", (rows) => rows.delete(key));
export const all = (store) => ask(store, "readonly", (rows) => rows.getAll());
export const clear = (store) => ask(store, "readwrite", (rows) => rows.clear());

/** Those of one person, oldest first. */
export async function mine(store, person) {
  const rows = await all(store);
  return rows.filter((row) => row.person === person).sort((a, b) => a.at - b.at);
}

/** Throw away what is too old, and the oldest of what is too many; whatever belongs to somebody else goes, too. */
export async function prune(store, person, { most, days }) {
  const limit = Date.now() - days * 86_400_000;
  const rows = await all(store);
  const own = rows.filter((row) => row.person === person && row.at > limit).sort((a, b) => b.at - a.at);
  const kept = new Set(own.slice(0, most).map((row) => row.key));
  for (const row of rows) if (!kept.has(row.key)) await remove(store, row.key);
}

/** Nothing of what somebody looked at or typed stays behind; what waits to be sent does. */
export async function wipe() {
  for (const store of ["drafts", "seen", "person"]) await clear(store);
}
