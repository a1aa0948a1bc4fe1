// What the wizard writes for `tocsin mairie init --from`: the commune's choices, and no key. Pure, so that a page can make it
// without a worker.
import { Category } from '../../shared/base/vocabulary.gen';
import { isText } from '../../shared/wire/text';

export interface Founding {
  insee: string;
  name: string;
  post: string; // P25-014
  signed: string; // the protocol's date, 2026-11-29
  months: number;
  real: boolean;
  address: string; // tcp://HOST:PORT by which devices reach the node; empty: by a gateway
  sectors: { id: number; name: string }[];
  categories: number[];
}

const heading = 'tocsin-founding 1';
const codeOf = (category: number): string => Object.entries(Category).find(([, value]) => value === category)?.[0] ?? '';

export function foundingFile(wish: Founding): string {
  const lines: [string, string][] = [
    ['insee', wish.insee],
    ['name', wish.name],
    ['post', wish.post],
    ['signed', wish.signed],
    ['months', String(wish.months)],
    ['real', wish.real ? 'yes' : 'no'],
    ['categories', wish.categories.map(codeOf).join(' ')],
    ...wish.sectors.map(({ id, name }): [string, string] => [`sector ${id}`, name.trim()]),
  ];
  return `${heading}\n${lines.map(([name, value]) => `${name}: ${value}\n`).join('')}`;
}

// Devices reach the node at the address that was typed, other nodes at the port above it.
function listening(what: 'client' | 'mailbox', address: string, above: number): string {
  const [, host = '', port = ''] = /^tcp:\/\/(.*):(\d+)$/.exec(address) ?? [];
  const at = Number(port) + above;
  return `--${what}-address tcp://${host}:${at} --${what}-listen tcp://0.0.0.0:${at}`;
}

// What is typed on the host, in this order.
export function commandsFor(wish: Founding): string[] {
  const folder = `/var/lib/tocsin/${wish.insee}`;
  const ways = wish.address === '' ? '--gateway gateway.pub --mailbox-relay relay.pub' : `${listening('client', wish.address, 0)} ${listening('mailbox', wish.address, 1)}`;
  return [
    `tocsin node init --kind commune --code ${wish.insee} --dir ${folder} ${ways}`,
    `tocsin mairie init --from ${wish.insee}.founding --node ${folder}/node.pub`,
    `tocsin post sign ${wish.insee}.charter --key post.key`,
    `tocsin authority sign ${wish.insee}.charter --key root-1.key --key root-2.key`,
    `tocsin node import root.doc rules.doc ${wish.post}.doc ${wish.insee}.charter --config ${folder}/node.toml`,
    `tocsin node run --config ${folder}/node.toml`,
  ];
}

// What is missing or wrong, by field; empty: nothing.
export function faultsIn(wish: Founding): (keyof Founding)[] {
  const faults: (keyof Founding)[] = [];
  if (!/^(\d\d|2A|2B)\d{3}$/.test(wish.insee)) faults.push('insee');
  if (!/^P(\d\d|2A|2B|9[78]\d)-\d{3}$/.test(wish.post)) faults.push('post');
  if (!/^\d{4}-\d\d-\d\d$/.test(wish.signed) || Number.isNaN(Date.parse(wish.signed))) faults.push('signed');
  if (!(Number.isInteger(wish.months) && wish.months >= 1 && wish.months <= 36)) faults.push('months');
  if (wish.address !== '' && !/^tcp:\/\/[A-Za-z0-9.-]+:\d{1,5}$/.test(wish.address)) faults.push('address');
  const named = wish.sectors.every(({ id, name }) => id >= 1 && id <= 999 && isText(name.trim()));
  if (!named || wish.sectors.length === 0 || new Set(wish.sectors.map((each) => each.id)).size < wish.sectors.length) faults.push('sectors');
  if (wish.categories.length === 0) faults.push('categories');
  return faults;
}
