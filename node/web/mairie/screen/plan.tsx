// The sectors on a plan: read, drawn corner by corner, saved as a file for `tocsin mairie import-map`. Nothing is sent, and
// nothing is kept but on this page.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { GeoProblem, readGeoJson, writeGeoJson } from '../../shared/place/geojson';
import { type Outline, type Spot, sectorAt } from '../../shared/place/outline';
import { PlanView } from '../../shared/screen/plan_view';
import { save } from '../../shared/screen/save';
import { type Drawing, canClose, closedAs, emptyDrawing, snapped, withPoint, withoutLast, withoutSector } from '../model/drawing';
import { ofPart } from '../speech';
import { device, said, state } from '../state';
import { planTexts } from '../texts/plan';
import { Choice, Field, Table } from './parts';

const p = ofPart(planTexts);

export function SectorPlan(): JSX.Element {
  const { commune, lookedAt } = state.value;
  const drawing = useSignal<Drawing>(emptyDrawing);
  const inForce = useSignal<Outline[]>([]);
  const problem = useSignal<GeoProblem | null>(null);
  const sectors = commune?.sectors ?? [];
  const chosen = useSignal(sectors[0]?.id ?? 1);
  useEffect(() => {
    const show = (outlines: Outline[]) => {
      inForce.value = outlines;
      if (drawing.value === emptyDrawing && outlines.length > 0) drawing.value = { outlines, line: [] };
    };
    void device().outlines().then(show, () => undefined);
  }, [lookedAt]);
  const { outlines, line } = drawing.value;
  const nameOf = (sector: number): string => sectors.find((each) => each.id === sector)?.name ?? '';
  const label = (sector: number): string => `${sector} ${nameOf(sector)}`.trim();
  const fits = Number.isInteger(chosen.value) && chosen.value >= 1 && chosen.value <= 999;

  const read = async (file: File | undefined) => {
    if (file === undefined) return;
    problem.value = null;
    try {
      drawing.value = { outlines: readGeoJson(await file.text()), line: [] };
    } catch (thrown) {
      problem.value = thrown instanceof GeoProblem ? thrown : new GeoProblem('json', '');
    }
  };
  const placed = (spot: Spot, reach: number) => void (drawing.value = withPoint(drawing.value, snapped(drawing.value, spot, reach)));
  const crossAt = (spot: Spot) => {
    const sector = sectorAt(drawing.value.outlines, spot);
    said.value = sector === null ? p('crossOutside') : p('crossIn', { name: label(sector) });
  };
  const close = () => {
    drawing.value = closedAs(drawing.value, chosen.value);
    said.value = p('added', { name: label(chosen.value) });
  };
  const erase = () => {
    drawing.value = withoutSector(drawing.value, chosen.value);
    said.value = p('erased', { name: label(chosen.value) });
  };
  const parts = [...new Set(outlines.map((each) => each.sector))].map((sector) => {
    const own = outlines.filter((each) => each.sector === sector);
    return { key: String(sector), cells: [sector === 0 ? p('commune') : label(sector), own.length, own.reduce((sum, each) => sum + each.points.length, 0)] };
  });
  const insee = commune?.insee ?? 'CODE';
  const file = `secteurs-${insee}.geojson`;
  return (
    <section aria-labelledby="plan">
      <h2 id="plan">{p('title')}</h2>
      <p>{p('intro')}</p>
      <Field label={p('read')}>
        <input type="file" accept=".geojson,.json,application/geo+json" onChange={(event) => void read(event.currentTarget.files?.[0])} />
      </Field>
      {problem.value === null ? null : (
        <p role="alert" class="warn">
          {p(`fault_${problem.value.fault}`, { where: problem.value.where })}
        </p>
      )}
      {inForce.value.length === 0 ? null : (
        <button type="button" onClick={() => (drawing.value = { outlines: inForce.value, line: [] })}>
          {p('inForce')}
        </button>
      )}
      {outlines.length === 0 ? (
        <p class="hint">{p('none')}</p>
      ) : (
        <>
          {sectors.length > 0 ? (
            <Choice label={p('sector')} value={chosen.value} all={sectors.map((each) => [each.id, `${each.id} ${each.name}`] as const)} choose={(value) => (chosen.value = Number(value))} />
          ) : (
            <Field label={p('sectorNumber')}>
              <input inputMode="numeric" maxLength={3} value={String(chosen.value)} aria-invalid={!fits} onInput={(event) => (chosen.value = Number(event.currentTarget.value))} />
            </Field>
          )}
          <PlanView words={{ title: p('title'), hint: p('hint'), closer: p('closer'), farther: p('farther'), whole: p('whole') }} outlines={outlines} strong={[chosen.value]} label={label} spot={null} line={line} watching={{ placed, crossAt }} />
          <p role="status">{p('points', { count: line.length })}</p>
          <div class="row">
            <button type="button" disabled={line.length === 0} onClick={() => (drawing.value = withoutLast(drawing.value))}>
              {p('undo')}
            </button>
            <button type="button" class="main" disabled={!canClose(drawing.value) || !fits} onClick={close}>
              {p('close')}
            </button>
            <button type="button" disabled={!outlines.some((each) => each.sector === chosen.value)} onClick={erase}>
              {p('erase')}
            </button>
          </div>
          <Table caption={p('table')} columns={[p('part'), p('rings'), p('corners')]} rows={parts} />
          <p>
            <button type="button" class="main" disabled={line.length > 0} onClick={() => save(file, 'application/geo+json', writeGeoJson(outlines, nameOf))}>
              {p('save')}
            </button>
          </p>
          <p>
            {p('then')} <code>{`tocsin mairie import-map ${file} --insee ${insee} --out ${insee}.map`}</code>
          </p>
        </>
      )}
    </section>
  );
}
