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

import { Text } from '@backstage/ui';
import { useTexts } from '../translations/useTexts';
import { formatDuration, SeverityMark } from '../ui';
import { creepOf } from './creep';

/** Warns when a family's boots take longer and longer, before they become failures. @param props - `timesMs`: the oldest first */
export function CreepWarning(props: { timesMs: number[]; budgetMs?: number }) {
  const t = useTexts();
  const creep = creepOf(props.timesMs);
  if (!creep) return null;
  const facts = {
    recent: formatDuration(creep.recentMs),
    before: formatDuration(creep.beforeMs),
  };
  return (
    <Text as="p" variant="body-small">
      <SeverityMark severity="warning" />{' '}
      {props.budgetMs === undefined
        ? t('builds.creep', facts)
        : t('builds.creepInBudget', {
            ...facts,
            budget: formatDuration(props.budgetMs),
          })}
    </Text>
  );
}
