// The way to a node over the HTTP gateway: a stream down, one message up at a time. What is carried is sealed; this
// folder of code sees bytes.
import { ByteReader, fromHex, toHex } from '../base/bytes';
import { Failure, malformed, unreachable } from '../base/failure';
import { Errc } from '../base/vocabulary.gen';

export const Lane = { control: 1, inProgress: 2, rest: 3 } as const;
export type Lane = (typeof Lane)[keyof typeof Lane];

export interface Transport {
  // Opens a session with a call; the stream's records are read by `Records`. Fails with busy, not_found or unreachable.
  call(bytes: Uint8Array, signal: AbortSignal): Promise<ReadableStream<Uint8Array>>;
  // Carries one message. Held: nothing was taken, bring the same again. Fails with unreachable when the session is over
  // or it is not known whether the message arrived.
  carry(token: Uint8Array, lane: Lane, bytes: Uint8Array, signal: AbortSignal): Promise<{ heldMs: number } | null>;
  // Says that nobody listens any more; nothing hangs on it.
  end(token: Uint8Array): void;
}

// ---- the stream: records of `length u32 ‖ kind u8 ‖ rest`

export const RecordKind = { session: 0, carry: 12, ended: 15, still: 16 } as const;
const recordBytesMax = 131_072;

export interface StreamRecord {
  kind: number;
  rest: Uint8Array;
}

// Cuts a stream into records, wherever its pieces end.
export class Records {
  private held = new Uint8Array();

  get hasPart(): boolean {
    return this.held.length > 0;
  }
  push(piece: Uint8Array): StreamRecord[] {
    const all = new Uint8Array(this.held.length + piece.length);
    all.set(this.held);
    all.set(piece, this.held.length);
    const found: StreamRecord[] = [];
    let at = 0;
    while (all.length - at >= 4) {
      const length = new ByteReader(all.subarray(at, at + 4), 'record').u32();
      if (length < 1 || length > recordBytesMax) throw malformed('the gateway says what gateways do not say');
      if (all.length - at - 4 < length) break;
      found.push({ kind: all[at + 4] as number, rest: all.slice(at + 5, at + 4 + length) });
      at += 4 + length;
    }
    this.held = all.slice(at);
    return found;
  }
}

// Why a gateway ended a session (relay/README.md, "Messages of a gateway").
export function endedBy(code: number): Failure {
  const words: Readonly<Record<number, string>> = {
    1: 'the node closed the line',
    2: 'the node is not connected to this gateway; nothing was sent',
    3: 'the gateway lost the node; whether the last message arrived is not known',
    4: 'the gateway has no room just now; nothing was sent',
    5: 'the gateway closed the line: nothing was said for long',
    6: 'the line was closed: something on the way was not understood',
    7: 'the gateway does not know this line any more',
  };
  return new Failure(code === 4 ? Errc.busy : Errc.unreachable, words[code] ?? 'the gateway closed the line');
}

// ---- HTTP

const common: RequestInit = {
  credentials: 'omit',
  cache: 'no-store',
  redirect: 'error',
  referrerPolicy: 'no-referrer',
};

// Same origin only: which node is meant follows from the host. `base` is '' in a browser.
export function httpTransport(base = ''): Transport {
  const post = async (path: string, bytes: Uint8Array, signal: AbortSignal, headers: Record<string, string>) => {
    try {
      return await fetch(base + path, {
        ...common,
        method: 'POST',
        body: new Uint8Array(bytes),
        signal,
        headers: { 'Content-Type': 'application/octet-stream', ...headers },
      });
    } catch {
      throw unreachable('no connection; whether the last message arrived is not known');
    }
  };
  const session = (token: Uint8Array): string => `/v1/sessions/${toHex(token)}`;
  return {
    async call(bytes, signal) {
      const answer = await post('/v1/sessions', bytes, signal, {});
      if (answer.status === 200 && answer.body !== null) return answer.body;
      await answer.body?.cancel();
      if (answer.status === 404) throw new Failure(Errc.not_found, 'no node is served under this address');
      if (answer.status === 429) throw new Failure(Errc.busy, 'the gateway has no room just now', waitOf(answer, 'Retry-After', 1000));
      throw unreachable('the node is not connected');
    },
    async carry(token, lane, bytes, signal) {
      const answer = await post(session(token), bytes, signal, { 'Tocsin-Lane': String(lane) });
      await answer.body?.cancel();
      if (answer.status === 204) return null;
      if (answer.status === 429) return { heldMs: waitOf(answer, 'Retry-After-Ms', 1) };
      if (answer.status === 413) throw new Failure(Errc.too_large, 'too long for one message');
      throw answer.status === 410 ? endedBy(7) : endedBy(6);
    },
    end(token) {
      void fetch(base + session(token), { ...common, method: 'DELETE', keepalive: true }).catch(() => undefined);
    },
  };
}

// The CURVE key of the node that this address leads to, for a reader without card or commission. Believed only when a
// charter or record that comes through the tunnel names it.
export async function servedNode(base = ''): Promise<Uint8Array> {
  const answer = await fetch(`${base}/v1/node`, common).catch(() => {
    throw unreachable('no connection');
  });
  const text = await answer.text();
  if (answer.status !== 200) throw unreachable('the gateway does not say which node is meant');
  if (!/^[0-9a-f]{64}\n$/.test(text)) throw malformed('the gateway says what gateways do not say');
  return fromHex(text.trim());
}

function waitOf(answer: Response, header: string, unitMs: number): number {
  const value = Number(answer.headers.get(header));
  return Number.isFinite(value) && value > 0 ? value * unitMs : 1000;
}
