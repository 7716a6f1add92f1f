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

import { useTexts } from '../translations/useTexts';
import type { FleetState } from './fleetQuery';
import type { FleetCounts } from './fleetRows';
import styles from './FleetSummary.module.css';

const NUMBERS = ['all', 'failing', 'running', 'never', 'passing'] as const;

/**
 * The fleet in a few numbers, each a filter.
 *
 * @param props - `resources`: how many are in AWS; nothing when that is not known or may not be seen
 */
export function FleetSummary(props: {
  counts: FleetCounts;
  resources: number | undefined;
  state: FleetState | undefined;
  onChange: (state: FleetState | undefined) => void;
}) {
  const t = useTexts();
  const { counts, resources, state, onChange } = props;
  const number = (name: FleetState | 'all', count: number) => {
    const meant = name === 'all' ? undefined : name;
    const pressed = state === meant;
    return (
      <button
        key={name}
        type="button"
        className={styles.number}
        data-name={name}
        data-some={count > 0}
        aria-pressed={pressed}
        onClick={() => onChange(pressed ? undefined : meant)}
      >
        <span className={styles.count}>{count}</span>
        <span className={styles.name}>{t(`fleet.number.${name}`)}</span>
      </button>
    );
  };
  return (
    <div
      className={styles.numbers}
      role="group"
      aria-label={t('fleet.summary')}
    >
      {NUMBERS.map(name => number(name, counts[name]))}
      {counts.undecided > 0 && number('undecided', counts.undecided)}
      {resources !== undefined && number('resources', resources)}
    </div>
  );
}
