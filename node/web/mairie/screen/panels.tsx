// The questions that an act asks first.
import type { JSX } from 'preact';
import { later } from '../../shared/screen/later';
import { panel } from '../state';
import { t } from '../speech';

const Asked = later(() => t('opening'))(async () => (await import('./questions')).Asked);

export function Panels(): JSX.Element | null {
  return panel.value === null ? null : <Asked />;
}
