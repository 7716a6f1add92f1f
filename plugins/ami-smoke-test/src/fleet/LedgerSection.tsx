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
  ledgerReadPermission,
  type FamilyOverview,
  type Ledger,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { Flex, Skeleton, Text } from '@backstage/ui';
import { useMemo } from 'react';
import { useTexts } from '../translations/useTexts';
import { TroubleView } from '../ui';
import { LedgerTable } from './LedgerTable';
import { ReaperPart } from './ReaperPart';

/** What is in AWS because of us, for whoever may see it. */
export function LedgerSection(props: {
  allowed: boolean;
  loading: boolean;
  ledger: Ledger | undefined;
  error: unknown;
  onRetry: () => void;
  /** To say of which family a run is. */
  families: FamilyOverview[];
}) {
  const t = useTexts();
  const { allowed, loading, ledger, error, onRetry, families } = props;
  const familyOfRun = useMemo(
    () =>
      new Map(
        families.flatMap(({ family, latest }) =>
          latest.runs.map(run => [run.id, family] as const),
        ),
      ),
    [families],
  );
  const permission = ledgerReadPermission.name;
  return (
    <Flex direction="column" gap="2">
      <Text as="h2" variant="title-x-small" weight="bold">
        {t('fleet.ledger.title')}
      </Text>
      <Text variant="body-small" color="secondary">
        {allowed || loading
          ? t('fleet.ledger.meaning')
          : t('fleet.ledger.notAllowed', { permission })}
      </Text>
      {loading && <Skeleton width="100%" height={96} />}
      {Boolean(error) && (
        <TroubleView
          what={t('fleet.ledger.what')}
          error={error}
          permission={permission}
          onRetry={onRetry}
        />
      )}
      {allowed &&
        ledger &&
        (ledger.items.length > 0 ? (
          <LedgerTable entries={ledger.items} familyOfRun={familyOfRun} />
        ) : (
          <Text>{t('fleet.ledger.empty')}</Text>
        ))}
      {allowed && ledger && <ReaperPart ledger={ledger} />}
    </Flex>
  );
}
