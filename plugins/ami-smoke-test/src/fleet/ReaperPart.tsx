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
  Ledger,
  ReaperLook,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { Flex, Text } from '@backstage/ui';
import { useTexts } from '../translations/useTexts';
import { Instant } from '../ui';
import { ReaperTable } from './ReaperTable';

/** What the reaper found, and when it looked. */
export function ReaperPart(props: {
  ledger: Pick<Ledger, 'findings' | 'lookedAt'>;
}) {
  const t = useTexts();
  const { findings, lookedAt } = props.ledger;
  return (
    <Flex direction="column" gap="2">
      <Text as="h3" variant="body-medium" weight="bold">
        {t('fleet.ledger.reaper.title')}
      </Text>
      <Text variant="body-small" color="secondary">
        {t('fleet.ledger.reaper.meaning')}
      </Text>
      {findings.length > 0 ? (
        <ReaperTable findings={findings} />
      ) : (
        <Text>{t('fleet.ledger.reaper.empty')}</Text>
      )}
      {lookedAt.length === 0 && (
        <Text variant="body-small" color="secondary">
          {t('fleet.ledger.reaper.never')}
        </Text>
      )}
      {lookedAt.map(look => (
        <Look key={`${look.accountId} ${look.region}`} look={look} />
      ))}
    </Flex>
  );
}

function Look(props: { look: ReaperLook }) {
  const t = useTexts();
  const { accountId: account, region, at, trouble } = props.look;
  const place = { account, region };
  return (
    <Text variant="body-small" color={trouble ? 'danger' : 'secondary'}>
      {trouble
        ? t('fleet.ledger.reaper.trouble', place)
        : t('fleet.ledger.reaper.looked', place)}{' '}
      <Instant at={at} />
      {trouble && `: ${trouble}`}
    </Text>
  );
}
