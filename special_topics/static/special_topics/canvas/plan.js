// @ts-check
// Which steps turn one order of tiles into another. Pure, so that it is tested without a browser.

/**
 * @param {string[]} now ids that stand there
 * @param {boolean[]} kept for each of them: stays as it is (else it is taken out, and put in anew where it is wanted)
 * @param {string[]} then ids that are wanted, in their order
 * @returns {({act: 'remove', index: number} | {act: 'insert', index: number} | {act: 'move', from: number, index: number})[]}
 */
export function plan(now, kept, then) {
  /** @type {ReturnType<typeof plan>} */
  const steps = [];
  const list = [...now];
  for (let index = list.length - 1; index >= 0; index -= 1) {
    if (!kept[index]) {
      list.splice(index, 1);
      steps.push({ act: 'remove', index });
    }
  }
  then.forEach((id, index) => {
    if (list[index] === id) return;
    const from = list.indexOf(id, index);
    if (from < 0) {
      list.splice(index, 0, id);
      steps.push({ act: 'insert', index });
    } else {
      list.splice(index, 0, ...list.splice(from, 1));
      steps.push({ act: 'move', from, index });
    }
  });
  return steps;
}
