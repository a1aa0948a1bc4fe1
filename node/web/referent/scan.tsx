// Reads a card's code with the camera, where the browser itself can; the picture stays in the page.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from './speech';

interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
type DetectorClass = new (options: { formats: string[] }) => Detector;
const detectorClass = (): DetectorClass | undefined => (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;

export const canScan = (): boolean => detectorClass() !== undefined && navigator.mediaDevices !== undefined;

export function Scanner({ found }: { found(text: string): void }): JSX.Element {
  const video = useRef<HTMLVideoElement>(null);
  const failed = useSignal(false);
  useEffect(() => {
    let stopped = false;
    let stream: MediaStream | null = null;
    const look = async (detector: Detector, shown: HTMLVideoElement): Promise<void> => {
      for (const code of await detector.detect(shown)) if (/^TOCSIN/i.test(code.rawValue)) return found(code.rawValue);
      if (!stopped) requestAnimationFrame(() => void look(detector, shown).catch(() => (failed.value = true)));
    };
    const start = async (): Promise<void> => {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
      const shown = video.current;
      const Class = detectorClass();
      if (stopped || shown === null || Class === undefined) return stream.getTracks().forEach((track) => track.stop());
      shown.srcObject = stream;
      await shown.play();
      await look(new Class({ formats: ['qr_code'] }), shown);
    };
    start().catch(() => (failed.value = true));
    return () => {
      stopped = true;
      stream?.getTracks().forEach((track) => track.stop());
    };
  }, []);
  return (
    <>
      <video ref={video} muted playsInline aria-hidden="true" />
      <p role="status">{failed.value ? t('scanFailed') : ''}</p>
    </>
  );
}
