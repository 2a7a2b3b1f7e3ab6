// @ts-check
// Keeps the frame up to date with the form. One question is under way at a time; what changes meanwhile is asked
// afterwards, all of it together. Typing never waits.

const SOON_MS = 40;
const LOOK_OVER_MS = 900;

export class Sync {
  /**
   * @param {import('./stream.js').Stream} stream @param {import('./frame.js').Frame} frame
   * @param {{tiles: string, frame: string, problems: string}} addresses
   * @param {{shown: (ms: number) => void, late: () => void, busy: (is: boolean) => void, problems: (list: any[]) => void}} tell
   */
  constructor(stream, frame, addresses, tell) {
    this.stream = stream;
    this.frame = frame;
    this.addresses = addresses;
    this.tell = tell;
    this.shown = new Map();
    this.timer = 0;
    this.asking = false;
    this.again = false;
    this.page = '';
    this.since = 0;
  }

  /** The frame shows what the form holds now. */
  settled() {
    this.shown = new Map(this.stream.state().map((tile) => [tile.id, JSON.stringify(tile)]));
    this.page = this.#fieldsOfPage();
  }

  /** Something may have changed. */
  soon() {
    this.since = this.since || performance.now();
    this.tell.busy(true);
    if (this.timer) return;
    this.timer = window.setTimeout(() => { this.timer = 0; this.now(); }, SOON_MS);
  }

  async now() {
    if (this.asking) {
      this.again = true;
      return;
    }
    /** @type {[string, string][]} */
    const states = this.stream.state().map((tile) => [tile.id, JSON.stringify(tile)]);
    const order = states.map(([id]) => id);
    const changed = states.filter(([id, text]) => this.shown.get(id) !== text).map(([id]) => id);
    const page = this.#fieldsOfPage();
    const moved = order.join() !== [...this.shown.keys()].join();
    if (!changed.length && !moved && page === this.page) {
      this.since = 0;
      this.tell.busy(false);
      return;
    }
    const from = this.since || performance.now();
    this.since = 0;
    this.asking = true;
    try {
      if (moved && !changed.length) this.frame.arrange(order, {});
      if (page !== this.page) this.frame.replace(await this.#page());
      else if (changed.length) this.frame.arrange(order, await this.#tiles(changed));
      this.shown = new Map(states);
      this.page = page;
      this.tell.shown(performance.now() - from);
      this.lookOver();
    } catch (error) {
      this.tell.late();
    } finally {
      this.asking = false;
      if (this.again) {
        this.again = false;
        this.soon();
      } else if (!this.timer) this.tell.busy(false);
    }
  }

  /** Ask what is wrong with the tiles, once nothing has changed for a while. */
  lookOver() {
    window.clearTimeout(this.looking);
    this.looking = window.setTimeout(async () => {
      try {
        const answer = await this.#post(this.addresses.problems, this.stream.allFields());
        this.tell.problems((await answer.json()).problems);
      } catch (error) {
        // It is asked again after the next change; what is wrong is also said when the page is sent.
      }
    }, LOOK_OVER_MS);
  }

  /** @param {string[]} ids */
  async #tiles(ids) {
    const wanted = new Set(ids);
    const answer = await this.#post(this.addresses.tiles, this.stream.fields(this.stream.tree().filter((node) => wanted.has(node.id))));
    return (await answer.json()).tiles;
  }

  async #page() {
    const answer = await this.#post(this.addresses.frame, new FormData(this.stream.form));
    return answer.text();
  }

  /** @param {string} address @param {FormData} body */
  async #post(address, body) {
    const config = window.wagtailConfig;
    const answer = await fetch(address, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { [config.CSRF_HEADER_NAME]: config.CSRF_TOKEN },
      body,
    });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer;
  }

  /** What the form holds beside the stream: title, introduction, theme. */
  #fieldsOfPage() {
    const parts = [];
    for (const [name, value] of new FormData(this.stream.form)) {
      if (!/^(body-|comments-|csrfmiddlewaretoken|next$|loaded_|overwrite_|regions_)/.test(name)) parts.push(`${name}=${value}`);
    }
    return parts.join('&');
  }
}
