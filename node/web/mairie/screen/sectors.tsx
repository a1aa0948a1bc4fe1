// The commune's sectors: their numbers and names, as the charter has them or as they are being drawn.
import type { JSX } from 'preact';
import { later } from '../../shared/screen/later';
import { state } from '../state';
import { t } from '../speech';
import { Table } from './parts';

const SectorPlan = later(() => t('opening'))(async () => (await import('./plan')).SectorPlan);

export function Sectors(): JSX.Element {
  const { commune, roll } = state.value;
  const rows = (commune?.sectors ?? []).map(({ id, name }) => ({
    key: String(id),
    cells: [`${id} ${name}`, roll.filter((each) => each.state === 1 && each.sectorIds.includes(id)).length],
  }));
  return (
    <>
      <h1>{t('page_sectors')}</h1>
      {rows.length === 0 ? <p>{t('sectorsNone')}</p> : <Table caption={t('sectorsTable')} columns={[t('sectorName'), t('sectorReferents')]} rows={rows} />}
      <SectorPlan />
    </>
  );
}
