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
  CheckSummary,
  Run,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { Flex, Text } from '@backstage/ui';
import {
  RiCheckboxCircleFill,
  RiCloseCircleFill,
  RiLoader4Line,
} from '@remixicon/react';
import { useTexts } from '../translations/useTexts';
import { formatDuration } from '../ui';
import styles from './ChecksSection.module.css';
import { type SideNames, SIDES } from './sides';
import tables from '../ui/table.module.css';

const ICONS = {
  waiting: RiLoader4Line,
  passed: RiCheckboxCircleFill,
  failed: RiCloseCircleFill,
};

/** What the service of each run answered, check by check. */
export function ChecksSection(props: {
  run: Run;
  other: Run;
  names: SideNames;
}) {
  const t = useTexts();
  const { run, other, names } = props;
  const checks = { here: run.checks, there: other.checks };
  const checkNames = [
    ...new Set([...checks.here, ...checks.there].map(({ name }) => name)),
  ];
  return (
    <Flex direction="column" gap="3">
      <Text as="h2" variant="title-x-small" weight="bold">
        {t('comparison.checks.title')}
      </Text>
      {checkNames.length === 0 ? (
        <Text color="secondary">{t('comparison.checks.noneAtAll')}</Text>
      ) : (
        <table className={tables.table}>
          <thead>
            <tr>
              <th scope="col">{t('comparison.checks.check')}</th>
              {SIDES.map(side => (
                <th key={side} scope="col">
                  {names[side]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {checkNames.map(name => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {SIDES.map(side => (
                  <td key={side}>
                    <Check
                      check={checks[side].find(one => one.name === name)}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Flex>
  );
}

function Check(props: { check: CheckSummary | undefined }) {
  const t = useTexts();
  const { check } = props;
  if (!check) return <>{t('comparison.checks.none')}</>;
  const Icon = ICONS[check.state];
  const details = [
    check.passedAtMs !== undefined &&
      t('comparison.checks.after', {
        offset: formatDuration(check.passedAtMs),
      }),
    check.detail,
    t('comparison.checks.attempts', { count: check.attempts }),
  ].filter(Boolean);
  return (
    <>
      <span className={styles.state} data-state={check.state}>
        <Icon size={16} aria-hidden />
        {t(`comparison.checks.state.${check.state}`)}
      </span>
      <span className={styles.details}>{details.join(' · ')}</span>
    </>
  );
}
