// The clock and the one way to wait that models use; tests bring their own.
export interface Timer {
  now(): number;
  // Runs `work` once; what it answers calls that off.
  after(ms: number, work: () => void): () => void;
}
export const systemTimer: Timer = {
  now: () => Date.now(),
  after: (ms, work) => {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
};
