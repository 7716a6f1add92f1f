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

import { Alert, Button, Flex } from '@backstage/ui';
import { troubleOf } from '../data';
import { useTexts } from '../translations/useTexts';

/**
 * Why something cannot be shown, and the way out.
 *
 * @param props - `what` could not be loaded, the beginning of a sentence; `permission` that it takes
 */
export function TroubleView(props: {
  what: string;
  error: unknown;
  permission?: string;
  onRetry?: () => void;
}) {
  const t = useTexts();
  const { what, error, permission, onRetry } = props;
  const trouble = troubleOf(error);
  const message = error instanceof Error ? error.message : String(error);
  const explained = {
    'not-found': { title: t('ui.error.notFound'), text: message },
    'not-allowed': {
      title: t('ui.error.notAllowed'),
      text: permission ? t('ui.error.notAllowedHint', { permission }) : message,
    },
    offline: { title: t('ui.error.offline'), text: t('ui.error.offlineHint') },
    other: { title: t('ui.error.title', { what }), text: message },
  }[trouble];
  return (
    <Flex direction="column" gap="3" role="alert">
      <Alert
        status={trouble === 'not-allowed' ? 'info' : 'danger'}
        icon
        title={explained.title}
        description={explained.text}
        customActions={
          onRetry && trouble !== 'not-allowed' ? (
            <Button size="small" variant="secondary" onPress={onRetry}>
              {t('ui.retry')}
            </Button>
          ) : undefined
        }
      />
    </Flex>
  );
}
