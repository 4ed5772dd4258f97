// A calendar of anything that has a time. The page says where entries come from and what may be done with them:
//   events   answers ?start=&end= (local times, the end is exclusive) with
//            {"events": [{id, title, start, end, allDay, url, tone, editable, resizable, version, panel}], "note": "…"};
//            `tone` is acc, ok, warn, bad, off or 1 to 6, `panel` opens the entry's address in the side panel;
//            also "days": [{date, label, off}], holidays and the weekends on which people work
//   create   the address of a new one, with {start}, {end}, {date} and {allday} in it; nothing can be made without it
//   move     with {id} in it, takes a POST of start, end, allDay and version; answers {"message": …}, also to refuse
//   keep     names in the page's own address under which the shown day and view are kept: {"date": …, "view": …}
// Values that name views speak EventCalendar's language: dayGridMonth, timeGridWeek, timeGridDay, listMonth, listWeek.
import { Controller } from "@hotwired/stimulus";
import EventCalendar from "@event-calendar/build";
import { ask } from "../ask.js";
import { styles } from "../lazy.js";
import { clearStrip, strip, toast } from "../notices.js";

const TABLE = ["table", "rowgroup", "row", "columnheader", "cell", "list", "listitem"].map((role) => `[role=${role}]`).join(", ");
const TOLD = ["role", "aria-colcount", "aria-rowcount", "aria-colindex", "aria-rowindex", "aria-colspan", "aria-rowspan"];
const NARROW = window.matchMedia("(max-width: 767.98px)");

export default class extends Controller {
  static targets = ["box", "link", "note"];
  static values = {
    events: String,
    create: String,
    move: String,
    locale: String,
    firstDay: { type: Number, default: 1 },
    date: String,
    zone: { type: String, default: "local" }, // "+08:00": what "today" and "now" are, wherever the browser stands
    view: { type: String, default: "dayGridMonth" },
    views: { type: Array, default: ["dayGridMonth", "timeGridWeek"] },
    narrow: { type: String, default: "listMonth" },
    labels: Object,
    keep: Object,
    scrollTime: { type: String, default: "08:00" },
  };

  async connect() {
    await styles("calendar");
    if (!this.element.isConnected || this.calendar) return;
    this.calendar = EventCalendar.create(this.boxTarget, this.options);
    this.watch = new MutationObserver(() => this.untable());
    this.watch.observe(this.boxTarget, { subtree: true, childList: true, attributes: true, attributeFilter: ["role"] });
    this.untable();
    document.addEventListener("panel:saved", this.reload);
  }

  disconnect() {
    document.removeEventListener("panel:saved", this.reload);
    this.watch?.disconnect();
    if (this.calendar) EventCalendar.destroy(this.calendar);
    this.calendar = undefined;
  }

  // The library says that it is a table or a list and isn't one: a toolbar and entries stand between rows and items.
  // What scrolls can be reached by key, also where no entry stands in it.
  untable() {
    for (const part of this.boxTarget.querySelectorAll(TABLE)) for (const name of TOLD) part.removeAttribute(name);
    for (const part of this.boxTarget.querySelectorAll(".ec-main, .ec-body")) part.tabIndex = 0;
  }

  reload = () => this.calendar?.refetchEvents();

  get options() {
    const { labels } = this;
    const views = NARROW.matches ? [...new Set([...this.viewsValue, this.narrowValue])] : this.viewsValue;
    return {
      view: NARROW.matches && !this.asked("view") ? this.narrowValue : this.viewValue,
      date: this.dateValue || this.today,
      locale: this.localeValue || document.documentElement.lang,
      firstDay: this.firstDayValue,
      timeZone: this.zoneValue || "local",
      headerToolbar: { start: "prev,next today", center: "title", end: views.length > 1 ? views.join(",") : "" },
      buttonText: (text) => ({ ...text, ...labels }),
      allDayContent: labels.allDay,
      noEventsContent: labels.nothing,
      moreLinkContent: ({ num }) => (labels.more ?? "+{n}").replace("{n}", num),
      height: "100%",
      dayMaxEvents: true,
      nowIndicator: true,
      scrollTime: this.scrollTimeValue,
      dayCellFormat: (date) => String(date.getDate()),
      views: { timeGridWeek: this.weekFormats },
      slotLabelFormat: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
      eventTimeFormat: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
      eventStartEditable: Boolean(this.moveValue),
      eventDurationEditable: Boolean(this.moveValue),
      eventSources: [{ events: (span) => this.fetch(span) }],
      eventClick: (info) => this.open(info),
      eventDrop: (info) => this.move(info),
      eventResize: (info) => this.move(info),
      ...(this.createValue && { dateClick: (info) => this.make(info.date, undefined, info.allDay) }),
      ...(this.createValue && { selectable: true, select: ({ start, end, allDay }) => this.make(start, end, allDay) }),
      datesSet: ({ view }) => this.shown(view),
    };
  }

  // The day it is where the profile says; the library would ask the browser, and lands a week off where the two differ.
  get today() {
    const [, sign, hours, minutes] = this.zoneValue.match(/^([+-])(\d\d):(\d\d)$/) ?? [];
    const minutesAhead = sign ? Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes)) : -new Date().getTimezoneOffset();
    return new Date(Date.now() + minutesAhead * 60_000).toISOString().slice(0, 10);
  }

  // "Mon 23" over a day, and "23–29 November 2026" over all of them, as the language writes it.
  get weekFormats() {
    const language = this.localeValue || document.documentElement.lang;
    const locale = language === "en" ? "en-GB" : language;
    const weekday = new Intl.DateTimeFormat(locale, { weekday: NARROW.matches ? "narrow" : "short" });
    const day = { month: "long", day: "numeric" };
    const whole = new Intl.DateTimeFormat(locale, { year: "numeric", ...day });
    const short = new Intl.DateTimeFormat(locale, day);
    return {
      dayHeaderFormat: (date) => `${weekday.format(date)} ${date.getDate()}`,
      // A span in Chinese comes out as numbers with slashes; its two days are written one by one.
      titleFormat: (start, end) =>
        locale.startsWith("zh") ? `${whole.format(start)} – ${short.format(end)}` : whole.formatRange(start, end),
    };
  }

  get labels() {
    return this.labelsValue;
  }

  async fetch({ start, end }) {
    this.boxTarget.setAttribute("aria-busy", "true");
    try {
      const url = new URL(this.eventsValue, window.location.href);
      url.searchParams.set("start", local(start));
      url.searchParams.set("end", local(end));
      const { events, days = [], note } = await ask(url);
      if (this.hasNoteTarget) {
        this.noteTarget.textContent = note ?? "";
        this.noteTarget.hidden = !note;
      }
      return [...events.map((event) => this.entry(event)), ...days.map((day) => this.day(day))];
    } catch (problem) {
      strip(problem.told || this.labels.failed);
      return [];
    } finally {
      this.boxTarget.removeAttribute("aria-busy");
    }
  }

  // Only what is named here reaches the calendar: an entry's title is text, and it has no styles of its own.
  entry({ id, title, start, end, allDay, url, tone, editable, resizable, version, panel }) {
    return {
      id,
      title: String(title),
      start,
      end: end ?? start,
      allDay: Boolean(allDay),
      startEditable: Boolean(this.moveValue) && editable !== false,
      durationEditable: Boolean(this.moveValue) && editable !== false && resizable !== false,
      classNames: [`gx-cal-${tone ?? "acc"}`],
      extendedProps: { url, version, panel },
    };
  }

  // A holiday, or a weekend on which people work: a word among the entries of the day, and nothing to press on.
  day({ date, label, off }) {
    const next = new Date(`${date}T00:00:00`);
    next.setDate(next.getDate() + 1);
    return {
      start: `${date}T00:00:00`,
      end: local(next),
      allDay: true,
      startEditable: false,
      durationEditable: false,
      title: String(label),
      classNames: [off ? "gx-cal-holiday" : "gx-cal-workday"],
    };
  }

  open({ event, jsEvent }) {
    const { url, panel } = event.extendedProps;
    if (!url) return;
    if (jsEvent.ctrlKey || jsEvent.metaKey) window.open(url, "_blank", "noopener");
    else if (panel) this.follow(url);
    else window.location.assign(url);
  }

  make(start, end, allDay) {
    const day = local(start).slice(0, 10);
    const told = { start: local(start), end: end ? local(end) : "", date: day, allday: allDay ? "yes" : "no" };
    this.follow(this.createValue.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(told[name] ?? "")));
    this.calendar.unselect();
  }

  // The link opens in the side panel where the page has one, else as a page.
  follow(url) {
    this.linkTarget.href = url;
    this.linkTarget.click();
  }

  async move({ event, oldEvent, revert }) {
    try {
      const { message, version, undo } = await this.put(event, event.extendedProps.version);
      const act = () => this.put(oldEvent, version).catch((problem) => this.failed(problem));
      if (message) toast(message, undo && oldEvent && { label: undo, act });
      this.dispatch("moved", { detail: { id: event.id } });
    } catch (problem) {
      revert();
      this.failed(problem);
    }
  }

  /** Tell the server the times of an entry, and show what came of it. */
  async put({ id, start, end, allDay }, version) {
    clearStrip();
    const url = this.moveValue.replace("{id}", encodeURIComponent(id));
    const times = { start: local(start), end: end ? local(end) : "", allDay: allDay ? "yes" : "no" };
    const answer = await ask(url, { ...times, version: version ?? "" });
    this.reload();
    return answer;
  }

  failed(problem) {
    strip(problem.told || this.labels.failed);
  }

  // What is shown stays in the page's address, so that going back or sharing it shows the same.
  shown(view) {
    const { date, view: name } = this.keepValue;
    const url = new URL(window.location.href);
    if (date) url.searchParams.set(date, local(view.currentStart).slice(0, 10));
    if (name && (!NARROW.matches || view.type !== this.narrowValue)) url.searchParams.set(name, view.type);
    if (date || name) window.history.replaceState(window.history.state, "", url);
  }

  asked(what) {
    return this.keepValue[what] && new URL(window.location.href).searchParams.has(this.keepValue[what]);
  }
}

/** "2026-11-25T09:30:00" of the clock on the wall, which is what the server understands. */
function local(date) {
  const two = (number) => String(number).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}
