/*
 * Copyright 2026 The AMI Smoke Test Authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

import type {
  Build,
  Comparison,
  Run,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { useRouteRef } from '@backstage/core-plugin-api';
import { Button, ButtonLink, Select, TextField } from '@backstage/ui';
import { RiArrowLeftRightLine } from '@remixicon/react';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'react-router-dom';
import { useBuilds } from '../data';
import { comparisonRouteRef } from '../routes';
import { type Texts, useTexts } from '../translations/useTexts';
import { ago, standingOf } from '../ui';
import styles from './ChooseRun.module.css';
import { writeComparisonView } from './comparisonUrl';
import { runIdIn } from './runIdIn';
import { useComparisonView } from './useComparisonView';

const LAST_GOOD = 'last-good';

/** How many builds back a run can be chosen without its address. */
const RECENT = 25;

/** Chooses what a run is compared with: the last good one, a recent one of the family, or any other; and swaps the two. */
export function ChooseRun(props: {
  run: Run;
  other: Run | undefined;
  chosen: Comparison['chosen'];
}) {
  const t = useTexts();
  const { run, other, chosen } = props;
  const [shown, change] = useComparisonView();
  const recent = useBuilds({ family: run.family, limit: RECENT });
  const options = runOptions(t, recent.data?.items ?? [], run, other);
  const swapped = useSwappedHref(run, other);
  return (
    <div className={styles.choose}>
      <Select
        size="small"
        label={t('comparison.choose.label')}
        value={chosen === 'asked' && other ? other.id : LAST_GOOD}
        onChange={value =>
          change({
            other: value === LAST_GOOD ? undefined : String(value),
            offsetMs: undefined,
          })
        }
        options={[
          { id: LAST_GOOD, label: t('comparison.choose.lastGood') },
          ...options,
        ]}
      />
      <PasteRun
        key={shown.other}
        onRun={runId => change({ other: runId, offsetMs: undefined })}
      />
      {swapped && (
        <ButtonLink
          href={swapped}
          size="small"
          variant="secondary"
          iconStart={<RiArrowLeftRightLine />}
          className={styles.swap}
        >
          {t('comparison.swap')}
        </ButtonLink>
      )}
    </div>
  );
}

function PasteRun(props: { onRun: (runId: string) => void }) {
  const t = useTexts();
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const runId = runIdIn(text);
    setWrong(runId === undefined);
    if (runId) props.onRun(runId);
  };
  return (
    <form className={styles.paste} onSubmit={submit}>
      <TextField
        size="small"
        label={t('comparison.choose.paste')}
        placeholder={t('comparison.choose.pasteHint')}
        value={text}
        isInvalid={wrong}
        description={wrong ? t('comparison.choose.wrong') : undefined}
        onChange={value => {
          setText(value);
          setWrong(false);
        }}
      />
      <Button
        type="submit"
        size="small"
        variant="secondary"
        isDisabled={text.trim() === ''}
      >
        {t('comparison.choose.go')}
      </Button>
    </form>
  );
}

/** The comparison from the other side, at the same moment and in the same view. */
function useSwappedHref(run: Run, other: Run | undefined): string | undefined {
  const route = useRouteRef(comparisonRouteRef);
  const [shown] = useComparisonView();
  const { search } = useLocation();
  if (!other) return undefined;
  const params = writeComparisonView(new URLSearchParams(search), {
    ...shown,
    other: run.id,
  });
  return `${route({ runId: other.id })}?${params}`;
}

function runOptions(
  t: Texts,
  builds: Build[],
  run: Run,
  other: Run | undefined,
) {
  const recent = builds.flatMap(build => build.runs);
  const known = new Set(recent.map(({ id }) => id));
  const all = other && !known.has(other.id) ? [other, ...recent] : recent;
  return all
    .filter(({ id }) => id !== run.id)
    .map(one => ({
      id: one.id,
      label: t('comparison.choose.run', {
        verdict: t(`ui.verdict.${standingOf(one)}`),
        when: ago(new Date(one.createdAt), Date.now()),
        region: one.image.region,
        instanceType: one.instanceType,
      }),
    }));
}
