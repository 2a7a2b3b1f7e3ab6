// @ts-check

const VERSION_4 = [[6, 0x0f, 0x40], [8, 0x3f, 0x80]];

/** A new id of a tile. Browsers give one themselves only where the address is a secure one. */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  VERSION_4.forEach(([at, keep, set]) => { bytes[at] = (bytes[at] & keep) | set; });
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** A copy of a state in which every tile and item has a new id. @param {any} state @returns {any} */
export function fresh(state) {
  if (Array.isArray(state)) return state.map(fresh);
  if (!state || typeof state !== 'object') return state;
  const copy = Object.fromEntries(Object.entries(state).map(([name, value]) => [name, fresh(value)]));
  if ('value' in copy && 'id' in copy) copy.id = newId();
  return copy;
}
