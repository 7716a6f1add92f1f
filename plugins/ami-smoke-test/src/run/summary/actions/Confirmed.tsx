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
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  DialogTrigger,
  Text,
} from '@backstage/ui';
import type { Permission } from '@backstage/plugin-permission-common';
import { type ReactElement, useState } from 'react';
import type { Permitted } from '../../../data';
import { useTexts } from '../../../translations/useTexts';
import { Refused, TroubleView } from '../../../ui';
import styles from './Actions.module.css';

/**
 * A button for something that is done only when the reader has read what it means and says so; to who may not do it, it says which
 * permission that takes.
 */
export function Confirmed(props: {
  label: string;
  icon: ReactElement;
  may: Permitted;
  permission: Permission;
  title: string;
  meaning: string;
  confirm: string;
  destructive?: boolean;
  isPending: boolean;
  error: unknown;
  /** Throws when it did not work; `error` says why. */
  onConfirm: () => Promise<void>;
}) {
  const t = useTexts();
  const [isOpen, setOpen] = useState(false);
  const confirm = async () => {
    try {
      await props.onConfirm();
      setOpen(false);
    } catch {
      // The dialog stays open and shows `props.error`.
    }
  };
  if (props.may.refused) {
    const permission = props.permission.name;
    return (
      <Refused
        label={props.label}
        icon={props.icon}
        why={t('run.summary.needs', { permission })}
      />
    );
  }
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
      <Button size="small" variant="secondary" iconStart={props.icon}>
        {props.label}
      </Button>
      <Dialog width={480}>
        <DialogHeader>{props.title}</DialogHeader>
        <DialogBody>
          <div className={styles.meaning}>
            <Text as="p">{props.meaning}</Text>
            {Boolean(props.error) && (
              <TroubleView what={props.label} error={props.error} />
            )}
          </div>
        </DialogBody>
        <DialogFooter>
          <Button
            variant="primary"
            destructive={props.destructive}
            isPending={props.isPending}
            onPress={confirm}
          >
            {props.confirm}
          </Button>
          <Button variant="secondary" slot="close">
            {t('run.summary.dismiss')}
          </Button>
        </DialogFooter>
      </Dialog>
    </DialogTrigger>
  );
}
