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

import { SearchField, Select } from '@backstage/ui';
import { useTexts } from '../translations/useTexts';
import styles from './FleetFilters.module.css';
import type { FleetQuery } from './fleetQuery';
import type { ChangeFleetQuery } from './useFleetQuery';
import { useTyping } from './useTyping';

const ANY = 'any';
const ME = 'me';

/** Narrows the fleet down by name, region and owner. */
export function FleetFilters(props: {
  query: FleetQuery;
  regions: string[];
  onChange: ChangeFleetQuery;
}) {
  const t = useTexts();
  const { query, regions, onChange } = props;
  const [text, setText] = useTyping(query.text, typed =>
    onChange({ text: typed }, { replace: true }),
  );
  return (
    <div
      className={styles.filters}
      role="group"
      aria-label={t('fleet.filter.label')}
    >
      <SearchField
        size="small"
        aria-label={t('fleet.filter.text')}
        placeholder={t('fleet.filter.text')}
        value={text}
        onChange={setText}
      />
      <Select
        size="small"
        aria-label={t('fleet.filter.region')}
        value={query.region ?? ANY}
        onChange={value =>
          onChange({ region: value === ANY ? undefined : String(value) })
        }
        options={[
          { id: ANY, label: t('fleet.filter.anyRegion') },
          ...regions.map(region => ({ id: region, label: region })),
        ]}
      />
      <Select
        size="small"
        aria-label={t('fleet.filter.owner')}
        value={query.mine ? ME : ANY}
        onChange={value => onChange({ mine: value === ME })}
        options={[
          { id: ANY, label: t('fleet.filter.anyone') },
          { id: ME, label: t('fleet.filter.me') },
        ]}
      />
    </div>
  );
}
