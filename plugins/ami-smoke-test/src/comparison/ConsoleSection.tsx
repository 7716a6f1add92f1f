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
  ConsoleComparison,
  Run,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { Flex, Text, useBreakpoint } from '@backstage/ui';
import { useMemo } from 'react';
import { useTexts } from '../translations/useTexts';
import { ConsoleDiff } from './ConsoleDiff';
import styles from './ConsoleSection.module.css';
import { oneColumn, sideBySide } from './diffRows';
import type { SideNames } from './sides';

/** Where the logs of the two runs part, and what each printed from there on. */
export function ConsoleSection(props: {
  run: Run;
  other: Run;
  names: SideNames;
  log: ConsoleComparison;
}) {
  const t = useTexts();
  const { run, other, names, log } = props;
  const wide = useBreakpoint().up('md');
  const rows = useMemo(() => {
    const beside = sideBySide(log.lines);
    return wide ? beside : oneColumn(beside);
  }, [log.lines, wide]);
  return (
    <section
      className={styles.section}
      aria-label={t('comparison.console.title')}
    >
      <Flex align="baseline" gap="3" className={styles.head}>
        <Text as="h2" variant="title-x-small" weight="bold">
          {t('comparison.console.title')}
        </Text>
        <Text>
          {log.different
            ? t('comparison.console.alike', { count: log.alike })
            : t('comparison.console.identical')}
        </Text>
      </Flex>
      {log.truncated && (
        <Text color="secondary">{t('comparison.console.truncated')}</Text>
      )}
      {log.different && (
        <>
          <ConsoleDiff
            key={wide ? 'wide' : 'narrow'}
            rows={rows}
            wide={wide}
            run={run}
            other={other}
            names={names}
          />
          <Text variant="body-small" color="secondary">
            {t('comparison.console.legend')}
          </Text>
        </>
      )}
    </section>
  );
}
