/** What a browser keeps for a site: texts by name, `most` characters of them at the most. */
export class Storage {
  constructor(most = Infinity) {
    this.most = most;
    this.held = new Map();
  }

  getItem(name) { return this.held.get(name) ?? null; }

  removeItem(name) { this.held.delete(name); }

  setItem(name, value) {
    if (String(value).length > this.most) throw new Error('QuotaExceededError');
    this.held.set(name, String(value));
  }
}
