// The sound of a desk: tones made by the browser, no file. Unlocked by the click that begins a shift.
import type { Sound } from './model/attention';

// Hertz and seconds, one after the other.
const tones: Readonly<Record<Sound, readonly (readonly [number, number])[]>> = {
  alert: [[660, 0.25], [880, 0.35]],
  danger: [[880, 0.15], [1175, 0.15], [880, 0.15], [1175, 0.15], [880, 0.15], [1175, 0.3]],
  exercise: [[440, 0.4]],
};
const loudness = 0.4;
const edge = 0.02; // seconds of fading, so that it does not click

let context: AudioContext | null = null;

const patienceMs = 2_000; // Firefox without a loudspeaker answers neither yes nor no

// After a click only: a browser plays nothing before. False: it is blocked, or there is no sound here.
export async function unlockSound(): Promise<boolean> {
  try {
    context ??= new AudioContext();
    await Promise.race([context.resume(), new Promise((over) => setTimeout(over, patienceMs))]);
    return context.state === 'running';
  } catch {
    return false;
  }
}
export const isSilent = (): boolean => context?.state !== 'running';

export function play(sound: Sound): void {
  if (context === null || isSilent()) return;
  let at = context.currentTime;
  for (const [hertz, seconds] of tones[sound]) {
    const tone = new OscillatorNode(context, { frequency: hertz, type: 'triangle' });
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(loudness, at + edge);
    volume.gain.setValueAtTime(loudness, at + seconds - edge);
    volume.gain.linearRampToValueAtTime(0, at + seconds);
    tone.connect(volume).connect(context.destination);
    tone.start(at);
    tone.stop(at + seconds);
    at += seconds;
  }
}
