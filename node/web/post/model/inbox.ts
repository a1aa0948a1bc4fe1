// The list of a post: one for all its communes, in the order in which it is worked through. Pure: every change makes a
// new list.
import { type DeskAlert, withNews, workOf } from './alerts';

export interface Inbox {
  readonly alerts: readonly DeskAlert[]; // in order, none twice
}
export const emptyInbox: Inbox = { alerts: [] };

const before = (a: DeskAlert, b: DeskAlert): number => {
  if (a.inProgress !== b.inProgress) return a.inProgress ? -1 : 1;
  if (a.created !== b.created) return a.created - b.created;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
};
const inOrder = (alerts: readonly DeskAlert[]): Inbox => ({ alerts: [...alerts].sort(before) });

// As a whole, after a connection came back: what the node no longer lists is gone.
export const listed = (alerts: readonly DeskAlert[]): Inbox => inOrder([...new Map(alerts.map((each) => [each.id, each])).values()]);

export const withEvent = (inbox: Inbox, news: DeskAlert): Inbox =>
  inOrder([...inbox.alerts.filter((each) => each.id !== news.id), withNews(find(inbox, news.id), news)]);

export const find = (inbox: Inbox, id: string | null): DeskAlert | null => inbox.alerts.find((each) => each.id === id) ?? null;

// Where a screen shows it: to be worked on, held apart (R11), in the hands of the other post (R34), closed.
export type Section = 'work' | 'held' | 'elsewhere' | 'closed';
export const sections: readonly Section[] = ['work', 'held', 'elsewhere', 'closed'];
export function sectionOf(alert: DeskAlert): Section {
  if (workOf(alert).closed) return 'closed';
  if (alert.held) return 'held';
  return alert.elsewhere?.leads === true ? 'elsewhere' : 'work';
}
export const inSection = (inbox: Inbox, section: Section): DeskAlert[] => inbox.alerts.filter((each) => sectionOf(each) === section);

// Those that nobody has opened yet and somebody here should: what sounds and what the tab's title counts.
export const isUnread = (alert: DeskAlert): boolean => !workOf(alert).opened && sectionOf(alert) !== 'closed' && sectionOf(alert) !== 'elsewhere';
export const unread = (inbox: Inbox): DeskAlert[] => inbox.alerts.filter(isUnread);
