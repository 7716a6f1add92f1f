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

import {
  buildReadPermission,
  type Comparison,
  type Run,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { Flex, Skeleton, Text } from '@backstage/ui';
import { useParams } from 'react-router-dom';
import { useComparison } from '../data';
import { useTexts } from '../translations/useTexts';
import { ConnectionLost, Empty, EvidenceNotAllowed, TroubleView } from '../ui';
import { ChecksSection } from './ChecksSection';
import { ChooseRun } from './ChooseRun';
import styles from './ComparisonPage.module.css';
import { ConsoleSection } from './ConsoleSection';
import { FramesSection } from './FramesSection';
import { HardwareSection } from './HardwareSection';
import { LaddersSection } from './LaddersSection';
import { RunsTable } from './RunsTable';
import { type SideNames, sideNames } from './sides';
import { StagesSection } from './StagesSection';
import {
  type ChangeComparisonView,
  useComparisonView,
} from './useComparisonView';

/** One run beside another one: what differs between them, and where their boots part. */
export function ComparisonPage() {
  const t = useTexts();
  const { runId = '' } = useParams();
  const [shown, change] = useComparisonView();
  const comparison = useComparison(runId, shown.other);
  const { data } = comparison;

  if (comparison.isError && !data) {
    return (
      <div className={styles.page}>
        <TroubleView
          what={t('comparison.what')}
          error={comparison.error}
          permission={buildReadPermission.name}
          onRetry={() => comparison.refetch()}
        />
      </div>
    );
  }
  if (!data) return <Loading />;
  const { run, other } = data;
  const names = sideNames(t, data.chosen);
  return (
    <Flex direction="column" gap="6" className={styles.page}>
      {comparison.isError && (
        <ConnectionLost since={comparison.dataUpdatedAt} />
      )}
      <Flex direction="column" gap="3">
        <Text as="h2" variant="title-small" weight="bold">
          {t('comparison.title', { family: run.family })}
        </Text>
        <ChooseRun run={run} other={other} chosen={data.chosen} />
        <RunsTable run={run} other={other} names={names} />
      </Flex>
      {other ? (
        <Both
          run={run}
          other={other}
          logs={data}
          names={names}
          shown={shown}
          onChange={change}
        />
      ) : (
        <Empty title={t('comparison.noOther.title', { family: run.family })}>
          <Text color="secondary">{t('comparison.noOther.text')}</Text>
        </Empty>
      )}
    </Flex>
  );
}

function Both(props: {
  run: Run;
  other: Run;
  logs: Pick<Comparison, 'hardware' | 'console'>;
  names: SideNames;
  shown: Parameters<typeof FramesSection>[0]['shown'];
  onChange: ChangeComparisonView;
}) {
  const { run, other, logs, names, shown, onChange } = props;
  const allowed = run.evidence && other.evidence;
  return (
    <>
      {!allowed && <EvidenceNotAllowed />}
      {allowed && (
        <FramesSection
          run={run}
          other={other}
          names={names}
          shown={shown}
          onChange={onChange}
        />
      )}
      <LaddersSection run={run} other={other} names={names} />
      <div className={styles.pair}>
        <StagesSection run={run} other={other} names={names} />
        <ChecksSection run={run} other={other} names={names} />
      </div>
      {allowed && logs.hardware && (
        <HardwareSection
          run={run}
          other={other}
          names={names}
          hardware={logs.hardware}
        />
      )}
      {allowed && logs.console && (
        <ConsoleSection
          run={run}
          other={other}
          names={names}
          log={logs.console}
        />
      )}
    </>
  );
}

function Loading() {
  return (
    <Flex direction="column" gap="4" className={styles.page}>
      <Skeleton height={28} width="40%" />
      <Skeleton width="100%" height={56} />
      <Skeleton width="100%" height={280} />
      <Skeleton width="100%" height={480} />
    </Flex>
  );
}
