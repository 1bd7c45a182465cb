// What every page gains from scripts: kept drafts, uploads with progress, live news, small comforts.
// Pages do their work without it; each part looks for its data-attribute and leaves the rest alone.
// desk.js builds on `globalThis.portico`, set at the end.

const page = document.documentElement;
const language = page.lang || undefined;
const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
/** Also the root itself: what comes in is often the very element that matters. */
const within = (root, selector) => [...(root.matches?.(selector) ? [root] : []), ...all(selector, root)];
const fill = (text = '', values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
/** Forms prove by this field that the page is ours; what scripts send on their behalf does too. */
const token = (form) => one('input[name=csrf]', form);

/** Says a line to screen readers, even if it is the line said before. */
function say(element, text) {
  if (!element) return;
  element.textContent = '';
  requestAnimationFrame(() => { element.textContent = text; });
}

// Pages and messages come from our own server, which has cleaned them; the policy says so where
// the site demands Trusted Types. A document made this way runs no scripts.
const policy = globalThis.trustedTypes?.createPolicy('portico', { createHTML: (html) => html });
const parse = (html) => new DOMParser().parseFromString(policy ? policy.createHTML(html) : html, 'text/html');

/* ---- drafts: what was typed survives a lost connection, a closed tab, an ended session ---- */

const drafts = new WeakMap();

// storage may be forbidden or full: the server has the draft anyway
function remember(key, value) {
  try {
    if (value) localStorage.setItem(key, value);
    else localStorage.removeItem(key);
  } catch { /* see above */ }
}

function recall(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function keepDraft(form) {
  const field = one('textarea', form);
  if (!field || drafts.has(form)) return;
  const path = form.dataset.draft;
  const key = `draft:${document.body.dataset.person ?? ''}:${path}`; // others write in this browser, too
  const draft = { field, path, key, changed: false, timer: 0, request: null };
  drafts.set(form, draft);
  const kept = recall(draft.key);
  if (!field.value && kept?.body) {
    field.value = kept.body;
    // a comment for colleagues must not come back as a reply to the customer
    const kind = all('[name=kind]', form).find((radio) => radio.value === kept.kind);
    if (kind) kind.checked = true;
    const notice = one('[data-restored]', form);
    if (notice) notice.hidden = false;
    draft.changed = true;
  }
  form.addEventListener('input', (event) => {
    if (event.target !== field && event.target.name !== 'kind') return;
    remember(draft.key, field.value && JSON.stringify({ body: field.value, kind: kindOf(form) }));
    draft.changed = true;
    clearTimeout(draft.timer);
    draft.timer = setTimeout(saveDraft, 800, form);
  });
}

const kindOf = (form) => one('[name=kind]:checked', form)?.value;

function draftBody(form) {
  const body = new URLSearchParams({ body: drafts.get(form).field.value });
  const kind = kindOf(form);
  const proof = token(form);
  if (kind) body.set('kind', kind);
  if (proof) body.set(proof.name, proof.value);
  return body;
}

async function saveDraft(form) {
  const draft = drafts.get(form);
  if (!draft?.changed) return;
  clearTimeout(draft.timer);
  draft.changed = false;
  draft.request?.abort();
  draft.request = new AbortController();
  const body = draftBody(form);
  try {
    const response = await fetch(draft.path, {
      method: 'POST',
      body,
      signal: draft.request.signal,
      redirect: 'error', // to the page of signing in: it is not kept
      // browsers refuse to keep larger requests alive
      keepalive: body.toString().length < 60_000,
    });
    if (!response.ok) return;
    const timeZone = document.body.dataset.zone; // the page's times are its reader's
    const time = new Date().toLocaleTimeString(language, { timeStyle: 'short', hourCycle: 'h23', timeZone });
    const status = one('[data-draft-status]', form);
    if (status) status.textContent = fill(status.dataset.saved, { time });
  } catch { /* no connection: the copy in this browser stays */ }
}

/** Who signs out leaves nothing behind in a browser that others use. */
function forgetAll() {
  try {
    Object.keys(localStorage).filter((key) => key.startsWith('draft:')).forEach((key) => localStorage.removeItem(key));
  } catch { /* nothing was kept */ }
}

/** Called when the form is on its way: a late save would bring the sent text back as a draft. */
function forgetDraft(form) {
  const draft = drafts.get(form);
  if (!draft) return;
  clearTimeout(draft.timer);
  draft.request?.abort();
  draft.changed = false;
  remember(draft.key, '');
}

/** The opposite: sending has failed. */
function returnDraft(form) {
  const draft = drafts.get(form);
  if (!draft) return;
  draft.changed = true;
  draft.field.dispatchEvent(new Event('input', { bubbles: true }));
}

function saveOnLeaving() {
  for (const form of all('form[data-draft]')) {
    const draft = drafts.get(form);
    if (draft?.changed && navigator.sendBeacon(draft.path, draftBody(form))) draft.changed = false;
  }
}
addEventListener('pagehide', saveOnLeaving);
document.addEventListener('visibilitychange', () => document.hidden && saveOnLeaving());

/* ---- files: each goes up at once, with progress and an error of its own ---- */

const uploads = new WeakMap(); // form → its requests under way
const waiting = new Map(); // form → the button it will be sent with, once they have arrived

function size(bytes) {
  const small = bytes < 999.5 * 1024;
  const format = { style: 'unit', unit: small ? 'kilobyte' : 'megabyte', maximumFractionDigits: small ? 0 : 1 };
  return new Intl.NumberFormat(language, format).format(bytes / (small ? 1024 : 1024 ** 2));
}

function takeFiles(zone) {
  const input = one('input[type=file]', zone);
  const form = zone.closest('form');
  if (!input || !form || uploads.has(form)) return;
  uploads.set(form, new Set());
  const add = (files) => {
    for (const file of files) addFile(zone, form, file);
    input.value = ''; // or the browser would send them a second time
  };
  input.addEventListener('change', () => add(input.files));
  const holdsFiles = (event) => event.dataTransfer?.types.includes('Files');
  form.addEventListener('dragover', (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    zone.classList.add('over');
  });
  form.addEventListener('dragleave', (event) => {
    if (!form.contains(event.relatedTarget)) zone.classList.remove('over');
  });
  form.addEventListener('drop', (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    zone.classList.remove('over');
    add(event.dataTransfer.files);
  });
  form.addEventListener('paste', (event) => {
    const { files, types } = event.clipboardData;
    // spreadsheets put a picture of the cells beside their text: the text is meant
    if (!files.length || types.includes('text/plain')) return;
    event.preventDefault();
    add(files);
  });
  if (input.files.length) add(input.files); // chosen before this script came
}

function addFile(zone, form, file) {
  const texts = zone.dataset;
  const names = { file: file.name, size: size(+texts.max || 0), count: texts.maxFiles };
  const list = one('[data-list]', zone);
  const taken = all('input[name=upload], progress', form).length;
  const row = document.createElement('li');
  const remove = document.createElement('button');
  const label = fill(texts.remove, names);
  Object.assign(remove, { type: 'button', className: 'btn quiet sm', textContent: '×', ariaLabel: label, title: label });
  row.append(`${file.name} (${size(file.size)})`, remove);
  list.append(row);
  remove.addEventListener('click', () => {
    row.remove();
    say(one('[role=status]', zone), '');
    one('input[type=file]', zone).focus();
  });
  const refuse = (text) => {
    const error = document.createElement('span');
    error.className = 'err';
    error.textContent = text;
    one('progress', row)?.remove();
    remove.before(error);
    say(one('[role=status]', zone), text);
  };
  if (texts.maxFiles && taken >= +texts.maxFiles) refuse(fill(texts.tooMany, names));
  else if (texts.max && file.size > +texts.max) refuse(fill(texts.tooBig, names));
  else send(zone, form, file, { row, remove, names, refuse });
}

// XMLHttpRequest, because fetch does not tell how much has gone up
function send(zone, form, file, { row, remove, names, refuse }) {
  const bar = document.createElement('progress');
  Object.assign(bar, { max: 1, value: 0, ariaLabel: file.name });
  remove.before(bar);
  const request = new XMLHttpRequest();
  uploads.get(form).add(request);
  remove.addEventListener('click', () => request.abort());
  request.upload.addEventListener('progress', (event) => {
    if (event.lengthComputable) bar.value = event.loaded / event.total;
  });
  request.addEventListener('load', () => {
    const answer = request.response ?? {};
    if (request.status >= 300 || !answer.id) {
      refuse(answer.error ?? fill(zone.dataset.failed, names));
      return;
    }
    const input = document.createElement('input');
    Object.assign(input, { type: 'hidden', name: 'upload', value: answer.id });
    bar.replaceWith(input);
    say(one('[role=status]', zone), fill(zone.dataset.done, names));
  });
  request.addEventListener('error', () => refuse(fill(zone.dataset.failed, names)));
  request.addEventListener('loadend', () => {
    uploads.get(form).delete(request);
    sendWaiting(form, request.status < 300);
  });
  const body = new FormData();
  const proof = token(form);
  if (proof) body.append(proof.name, proof.value);
  body.append('file', file);
  request.open('POST', zone.dataset.files);
  request.responseType = 'json';
  request.send(body);
}

/** After the last file the form goes on its way; after a refused one its writer decides. */
function sendWaiting(form, arrived) {
  if (!waiting.has(form) || (arrived && uploads.get(form).size)) return;
  const button = waiting.get(form);
  unlock(form);
  if (arrived) form.requestSubmit(button);
}

/* ---- forms: sent once, and they say that they are on their way ---- */

const locks = new Map(); // form → how to undo its lock

function lock(form, button) {
  if (!button) {
    locks.set(form, () => {});
    return;
  }
  const content = [...button.childNodes];
  const { ariaDisabled } = button;
  // not `disabled`: that would take the focus and the button's own value away
  button.ariaDisabled = 'true';
  if (button.dataset.busy) button.replaceChildren(button.dataset.busy);
  locks.set(form, () => {
    button.ariaDisabled = ariaDisabled;
    button.replaceChildren(...content);
  });
}

function unlock(form) {
  waiting.delete(form);
  locks.get(form)?.();
  locks.delete(form);
}

document.addEventListener('submit', (event) => {
  const { target: form, submitter: button } = event;
  if (event.defaultPrevented || form.getAttribute('method')?.toLowerCase() !== 'post') return;
  if (locks.has(form)) {
    event.preventDefault();
    return;
  }
  if (!navigator.onLine && form.dataset.offline) {
    event.preventDefault();
    say(one('[data-draft-status]', form), form.dataset.offline);
    return;
  }
  lock(form, button);
  const refused = one('[data-list] .err', form)?.closest('li');
  if (refused) {
    event.preventDefault();
    unlock(form);
    say(one('.drop [role=status]', form), one('.err', refused).textContent);
    one('button', refused).focus();
    return;
  }
  if (uploads.get(form)?.size) {
    event.preventDefault();
    waiting.set(form, button);
    return;
  }
  if (form.getAttribute('action') === '/sign-out') {
    saveOnLeaving();
    forgetAll();
  }
  forgetDraft(form);
  // an answer that is a download leaves the page as it is
  setTimeout(unlock, 10_000, form);
});

// the browser's own memory brings pages back as they were left: locked
addEventListener('pageshow', (event) => {
  if (event.persisted) for (const form of [...locks.keys()]) unlock(form);
});

// Filters and choices apply when they change; search fields wait for Enter. With the keyboard a choice is passed over on the way
// to another: it applies with Enter, and what changes a ticket also on leaving (WCAG 3.2.2).
const applies = (field) => field?.form?.matches('[data-auto]') && field.matches('select, [type=checkbox], [type=radio], [type=date]');
let passed = null; // the list that keys walk through
let isChanged = false;

function apply(field, byKeys) {
  passed = null;
  // the page comes anew: who works with keys goes on where they were
  try {
    if (byKeys && field.id) sessionStorage.setItem('focus', field.id);
  } catch { /* forbidden */ }
  field.form.requestSubmit();
}

document.addEventListener('keydown', ({ target, key }) => {
  if (!applies(target) || !target.matches('select')) return;
  if (passed !== target) isChanged = false;
  passed = target;
  if (key === 'Enter' && isChanged) apply(target, true);
});
document.addEventListener('pointerdown', ({ target }) => { if (target === passed) passed = null; });
document.addEventListener('change', ({ target }) => {
  if (!applies(target)) return;
  if (target === passed) isChanged = true;
  else apply(target, false);
});
document.addEventListener('focusout', ({ target }) => {
  if (target !== passed) return;
  const saves = isChanged && target.form.getAttribute('method')?.toLowerCase() === 'post';
  passed = null;
  if (saves && target.isConnected) apply(target, false);
});
try {
  document.getElementById(sessionStorage.getItem('focus') ?? '')?.focus({ preventScroll: true });
  sessionStorage.removeItem('focus');
} catch { /* forbidden */ }

/* ---- live: new messages appear at the end, changed parts are drawn again, nothing jumps ---- */

const streams = new Map(); // element → its stream

function listen() {
  for (const [element, stream] of streams) {
    if (!element.isConnected) {
      stream.close();
      streams.delete(element);
    }
  }
  if (!('EventSource' in globalThis)) return;
  for (const element of all('[data-live]')) if (!streams.has(element)) openStream(element);
}

function openStream(element, pause = 5_000) {
  const stream = new EventSource(element.dataset.live);
  streams.set(element, stream);
  stream.addEventListener('message', (event) => {
    for (const article of [...parse(event.data).body.children]) place(article);
  });
  stream.addEventListener('changed', refresh);
  stream.addEventListener('list', refresh);
  stream.addEventListener('gone', () => location.reload());
  stream.addEventListener('open', () => { pause = 5_000; });
  // lost connections come back by themselves; after an error page (a restart) browsers give up,
  // and what happened meanwhile is found by drawing the page again
  stream.addEventListener('error', () => {
    if (stream.readyState !== EventSource.CLOSED) return;
    setTimeout(() => {
      if (streams.get(element) !== stream || !element.isConnected) return;
      openStream(element, Math.min(pause * 2, 120_000));
      refresh();
    }, pause);
  });
}

addEventListener('pagehide', () => {
  for (const stream of streams.values()) stream.close();
  streams.clear();
});
addEventListener('pageshow', (event) => {
  if (!event.persisted) return;
  listen();
  refresh();
});

/** Puts a message where it belongs: over its older self, or at the end of its thread. */
function place(article) {
  const old = article.id && document.getElementById(article.id);
  if (old) {
    if (!old.contains(document.activeElement)) old.replaceWith(article);
    return;
  }
  const { thread } = article.dataset;
  const list = all('[data-messages]').find((found) => !thread || found.dataset.thread === thread);
  if (!list) return;
  append(list, article);
  enhance(article);
  // whoever is not writing has seen it; whoever is, is told before they send
  for (const last of all('input[name=last]')) {
    if (!one('textarea', last.form)?.value) last.value = article.id.replace('m-', '');
  }
  const status = one('[data-new]');
  say(status, status?.dataset.new);
}

function append(list, article) {
  const box = scrollBox(list);
  const whole = box === document.scrollingElement;
  const end = whole ? innerHeight : box.getBoundingClientRect().bottom;
  const near = list.getBoundingClientRect().bottom - end < 120;
  const field = document.activeElement;
  const typing = whole && field?.matches('input, textarea, select') && !list.contains(field);
  const before = field?.getBoundingClientRect().top;
  list.append(article);
  if (near && !whole) box.scrollTop = box.scrollHeight;
  // what is being typed into stays where it is, the news goes in above it
  if (typing) scrollBy(0, field.getBoundingClientRect().top - before);
  if (!near || typing) showBar(article);
}

function scrollBox(element) {
  for (let box = element; box && box !== document.body; box = box.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(box).overflowY)) return box;
  }
  return document.scrollingElement;
}

function showBar(article) {
  const bar = one('[data-live-bar]');
  const link = bar && one('a', bar);
  if (!link) return;
  link.href = `#${article.id}`;
  // it goes when the message has been seen
  new IntersectionObserver((entries, observer) => {
    const seen = entries.some((entry) => entry.isIntersecting);
    bar.hidden = seen;
    if (seen) observer.disconnect();
  }).observe(article);
}

let refreshed = 0;
let planned = 0;

/** At most once a second, and not while nobody looks: a page in the background reads nothing. */
function refresh() {
  if (planned) return;
  planned = setTimeout(async () => {
    if (document.hidden) {
      document.addEventListener('visibilitychange', () => { planned = 0; refresh(); }, { once: true });
      return;
    }
    refreshed = Date.now();
    planned = 0;
    await drawAgain();
  }, Math.max(0, refreshed + 1_000 - Date.now()));
}

async function drawAgain() {
  const { href } = location;
  try {
    const response = await fetch(href, { headers: { Accept: 'text/html' } });
    if (!response.ok || response.redirected || location.href !== href) return;
    const answer = parse(await response.text());
    for (const part of all('[data-part]', answer)) exchange(part);
    for (const article of all('[data-messages] > [id]', answer)) {
      if (!document.getElementById(article.id)) place(article);
    }
  } catch { /* no connection: the next event tries again */ }
}

function exchange(part) {
  const old = one(`[data-part="${CSS.escape(part.dataset.part)}"]`);
  if (!old || old.isEqualNode(part) || isTouched(old)) return;
  const active = old.contains(document.activeElement) ? document.activeElement : null;
  const again = active?.href && all('a[href]', part).find((link) => link.href === active.href);
  if (active && !again) return;
  const { scrollTop } = old;
  old.replaceWith(part);
  part.scrollTop = scrollTop;
  again?.focus({ preventScroll: true });
  enhance(part);
}

/** Ticked, chosen or typed something: it is somebody's work. */
function isTouched(part) {
  return all('input, textarea, select', part).some((field) => {
    if (field.matches('select')) {
      const options = [...field.options];
      return !(options.find((option) => option.defaultSelected) ?? options[0])?.selected;
    }
    if (field.matches('[type=checkbox], [type=radio]')) return field.checked !== field.defaultChecked;
    return field.type !== 'hidden' && field.value !== field.defaultValue;
  });
}

/* ---- small comforts ---- */

function addPeek(input) {
  if (input.dataset.peek === 'made') return;
  input.dataset.peek = 'made';
  const button = document.createElement('button');
  Object.assign(button, { type: 'button', className: 'btn quiet peek', textContent: input.dataset.show });
  button.setAttribute('aria-controls', input.id);
  button.addEventListener('click', () => {
    const hidden = input.type === 'password';
    input.type = hidden ? 'text' : 'password';
    button.textContent = hidden ? input.dataset.hide : input.dataset.show;
  });
  input.after(button);
  // a password in clear text must not end up in the browser's list of typed words
  input.form?.addEventListener('submit', () => { input.type = 'password'; });
}

// a cookie, so that the next page is drawn right from its first moment
document.addEventListener('change', ({ target: choice }) => {
  if (!choice.matches('[data-theme-switch]')) return;
  const secure = location.protocol === 'https:' ? '; Secure' : '';
  document.cookie = `theme=${choice.value}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  if (choice.value === 'light' || choice.value === 'dark') page.dataset.theme = choice.value;
  else delete page.dataset.theme;
});

function tellTimes() {
  for (const time of all('time[data-rel]')) {
    const seconds = (new Date(time.dateTime) - Date.now()) / 1e3;
    const past = Math.abs(seconds);
    const [unit, length] = past < 3600 ? ['minute', 60] : past < 86400 ? ['hour', 3600] : ['day', 86400];
    const words = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: time.dataset.rel || 'long' });
    time.textContent = words.format(Math.round(seconds / length), unit);
  }
}
setInterval(tellTimes, 60_000);

// Two minutes before the server signs an idle reader out, they are asked. Every tab counts: what one asks for keeps all alive.
const idle = one('dialog[data-idle]');
if (idle) {
  const seen = () => localStorage.setItem('seen', Date.now());
  const warnAfter = idle.dataset.idle * 60_000 - 120_000;
  seen();
  document.addEventListener('input', ({ target: typed }) => { if (typed.closest('form[data-draft]')) seen(); });
  idle.addEventListener('submit', async (event) => {
    event.preventDefault();
    const answer = await fetch('/account/stay', { method: 'POST' }).catch(() => null);
    if (answer?.redirected) location.reload();
    if (answer?.ok) { seen(); idle.close(); }
  });
  setInterval(() => {
    const isOver = Date.now() - localStorage.getItem('seen') > warnAfter;
    if (isOver && !idle.open) idle.showModal();
    if (!isOver && idle.open) idle.close();
  }, 5_000);
}

/** Wakes what has come into the page. */
function enhance(root) {
  within(root, 'form[data-draft]').forEach(keepDraft);
  within(root, '[data-files]').forEach(takeFiles);
  within(root, 'input[type=password][data-peek]').forEach(addPeek);
  one('[data-errors]', root)?.focus();
  listen();
  root.dispatchEvent(new Event('portico:enhance', { bubbles: true }));
}

globalThis.portico = { all, one, say, parse, enhance, unlock, saveDraft, returnDraft };
enhance(document);
