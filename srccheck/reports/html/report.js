'use strict';
(() => {
  const byId = (id) => document.getElementById(id);
  const search = byId('q'), code = byId('code'), count = byId('count'), reset = byId('reset'), said = byId('said');
  const chips = [...document.querySelectorAll('.chip')];
  const outcomes = new Set();
  const fold = (text) => text.normalize('NFKD').replace(/\p{M}+/gu, '').toLowerCase();
  const tokens = (list) => (list ? list.split(' ') : []);
  const sections = Array.from(document.querySelectorAll('main > section'), (element) => ({
    element,
    notes: Array.from(element.querySelectorAll('ol > li'), (item) => ({
      element: item, outcomes: tokens(item.dataset.s), labels: tokens(item.dataset.c), shown: true, text: null,
    })),
  }));
  const notes = sections.flatMap((section) => section.notes);
  const thousands = new Intl.NumberFormat('en');

  // The evidence lies packed beside the notes: rows for each button, in their order.
  async function unpacked() {
    const bytes = Uint8Array.from(atob(byId('evidence').textContent), (letter) => letter.charCodeAt(0));
    const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
    const rows = await new Response(plain).json();
    return new Map(Array.from(document.querySelectorAll('.e'), (button, number) => [button, rows[number]]));
  }
  let evidence;

  function piece(content) {
    const [text, address] = Array.isArray(content) ? content : [content];
    const element = document.createElement(address ? 'a' : 'bdi');
    element.textContent = text;
    if (address) {
      element.href = address;
      element.rel = 'noopener noreferrer nofollow';
    }
    return element;
  }

  function unfold(button, open) {
    button.setAttribute('aria-expanded', String(open));
    if (button.nextElementSibling) button.nextElementSibling.hidden = !open;
    else if (open) lay(button);
  }

  async function lay(button) {
    const list = document.createElement('dl');
    button.after(list);
    for (const [name, ...pieces] of (await (evidence ??= unpacked())).get(button)) {
      const label = document.createElement('dt'), value = document.createElement('dd');
      label.textContent = name;
      value.append(...pieces.map(piece));
      list.append(label, value);
    }
  }

  // Made when it is first searched for: ten thousand notes take a moment.
  const textOf = (note) => (note.text ??= fold(note.element.textContent));

  const fits = (note, words) =>
    (!outcomes.size || note.outcomes.some((outcome) => outcomes.has(outcome))) &&
    (!code.value || (code.value === '*' ? note.labels.length > 0 : note.labels.includes(code.value))) &&
    words.every((word) => textOf(note).includes(word));

  function filter() {
    const words = fold(search.value).split(/\s+/).filter(Boolean);
    const all = !words.length && !outcomes.size && !code.value;
    let number = 0;
    for (const note of notes) {
      const shown = all || fits(note, words);
      number += shown;
      if (shown !== note.shown) {
        note.shown = shown;
        note.element.classList.toggle('off', !shown);
      }
    }
    for (const section of sections) {
      section.element.hidden = !all && !section.notes.some((note) => note.shown);
    }
    byId('none').hidden = all || number > 0;
    reset.hidden = all;
    const noun = notes.length === 1 ? 'note' : 'notes';
    count.value = `${all ? '' : `${thousands.format(number)} of `}${thousands.format(notes.length)} ${noun}`;
  }

  function clear() {
    search.value = '';
    code.value = '';
    outcomes.clear();
    for (const chip of chips) chip.setAttribute('aria-pressed', 'false');
    filter();
  }

  async function copy(button) {
    const put = button.parentElement.querySelector('.put').firstElementChild;
    const text = put.getAttribute('href') ?? put.textContent;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Where a viewer does not let pages near the clipboard, the selection is copied instead.
      getSelection().selectAllChildren(put);
      if (!document.execCommand('copy')) return;
    }
    button.textContent = 'Copied';
    said.textContent = `Copied: ${text}`;
    setTimeout(() => { button.textContent = 'Copy'; }, 1500);
  }

  const current = () => document.activeElement.closest('ol > li') ?? document.querySelector('li:target');

  function step(by) {
    const visible = notes.filter((note) => note.shown);
    const here = visible.findIndex((note) => note.element === current());
    const next = visible[here < 0 ? (by > 0 ? 0 : visible.length - 1) : here + by];
    if (!next) return;
    next.element.tabIndex = -1;
    next.element.focus({preventScroll: true});
    next.element.scrollIntoView({block: 'start', behavior: 'instant'});
  }

  const isOpen = (button) => button.getAttribute('aria-expanded') === 'true';

  function unfoldAll() {
    const buttons = [...(current()?.querySelectorAll('.e') ?? [])];
    const open = !buttons.every(isOpen);
    for (const button of buttons) unfold(button, open);
  }

  const keys = {
    '/': () => search.focus(),
    'j': () => step(1),
    'k': () => step(-1),
    'e': unfoldAll,
    'c': () => { const button = current()?.querySelector('.c'); if (button) copy(button); },
    '?': () => byId('help').showModal(),
  };

  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !byId('help').open) return clear();
    const typing = event.target.closest('input, select, textarea, dialog');
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !byId('shortcuts').checked) return;
    if (keys[event.key]) {
      event.preventDefault();
      keys[event.key]();
    }
  });

  document.addEventListener('click', (event) => {
    const button = event.target.closest('button');
    if (!button) return;
    if (button.classList.contains('c')) {
      copy(button);
    } else if (button.classList.contains('e')) {
      unfold(button, !isOpen(button));
    } else if (button.dataset.outcome) {
      const pressed = outcomes.delete(button.dataset.outcome);
      if (!pressed) outcomes.add(button.dataset.outcome);
      button.setAttribute('aria-pressed', String(!pressed));
      filter();
    } else if (button.dataset.search) {
      search.value = button.dataset.search;
      filter();
      byId('notes').scrollIntoView();
    }
  });

  let timer;
  search.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(filter, 120);
  });
  code.addEventListener('change', filter);
  reset.form.addEventListener('reset', (event) => { event.preventDefault(); clear(); });
  reset.form.addEventListener('submit', (event) => event.preventDefault());
  byId('keys').addEventListener('click', () => byId('help').showModal());

  const theme = byId('theme'), system = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => (document.documentElement.dataset.theme ?? (system.matches ? 'dark' : 'light')) === 'dark';
  const mark = () => theme.setAttribute('aria-pressed', String(isDark()));
  theme.addEventListener('click', () => {
    document.documentElement.dataset.theme = isDark() ? 'light' : 'dark';
    mark();
  });
  system.addEventListener('change', mark);
  mark();
  filter();
})();
