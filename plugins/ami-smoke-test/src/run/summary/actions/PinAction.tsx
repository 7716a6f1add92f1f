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
  type Build,
  buildPinPermission,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { Button } from '@backstage/ui';
import { RiPushpin2Line, RiUnpinLine } from '@remixicon/react';
import { useMayPin, usePinBuild } from '../../../data';
import { useTexts } from '../../../translations/useTexts';
import { Refused, TroubleView } from '../../../ui';
import styles from './Actions.module.css';

/** Keeps a build whatever its age, or leaves it to retention again; either can be taken back, so nobody is asked twice. */
export function PinAction(props: { build: Build }) {
  const { build } = props;
  const t = useTexts();
  const may = useMayPin(build.id);
  const pin = usePinBuild();
  const Icon = build.pinned ? RiUnpinLine : RiPushpin2Line;
  const icon = <Icon size={16} aria-hidden />;
  const label = t(build.pinned ? 'run.summary.unpin' : 'run.summary.pin');
  const name = t(
    build.pinned ? 'run.summary.unpinMeaning' : 'run.summary.pinMeaning',
  );

  if (may.refused) {
    const permission = buildPinPermission.name;
    return (
      <Refused
        label={label}
        name={name}
        icon={icon}
        why={t('run.summary.needs', { permission })}
      />
    );
  }
  return (
    <>
      <Button
        size="small"
        variant="secondary"
        iconStart={icon}
        aria-label={name}
        isPending={pin.isPending}
        onPress={() => pin.mutate({ buildId: build.id, pinned: !build.pinned })}
      >
        {label}
      </Button>
      {Boolean(pin.error) && (
        <div className={styles.trouble}>
          <TroubleView what={label} error={pin.error} />
        </div>
      )}
    </>
  );
}
