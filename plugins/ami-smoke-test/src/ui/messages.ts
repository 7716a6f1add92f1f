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

/** The texts that every page shares. */
export const uiMessages = {
  verdict: {
    passed: 'passed',
    failed: 'failed',
    errored: 'errored',
    cancelled: 'cancelled',
    running: 'running',
    none: 'never tested',
  },
  verdictMeaning: {
    passed: 'Every required check answered within its budget',
    failed:
      'The image is at fault: it did not boot, or its service did not answer',
    errored: 'AWS or we are at fault: it says nothing about the image',
    cancelled: 'Somebody stopped it',
    running: 'Not decided yet',
    none: 'No image of this family has been tested',
  },
  stage: {
    queued: 'queued',
    launching: 'launching',
    booting: 'booting',
    probing: 'probing',
    collecting: 'collecting',
    'cleaning-up': 'cleaning up',
    finished: 'finished',
  },
  bootStage: {
    firmware: 'firmware',
    'boot-loader': 'boot loader',
    kernel: 'kernel',
    initramfs: 'initramfs',
    'root-mounted': 'root mounted',
    init: 'init',
    network: 'network',
    services: 'services',
    login: 'login',
    'boot-manager': 'boot manager',
    'sysprep-undeployable': 'sysprep begun',
    'sysprep-complete': 'sysprep done',
    'waiting-for-metadata': 'waits for metadata',
    'metadata-available': 'metadata there',
    drivers: 'drivers',
    'rdp-certificate': 'RDP certificate',
    'ssm-agent': 'SSM agent',
    ready: 'ready',
  },
  category: {
    'block-device': 'block device',
    'boot-loader': 'boot loader',
    io: 'I/O',
    network: 'network',
    kernel: 'kernel',
    sizing: 'sizing',
    provisioning: 'provisioning',
    service: 'service',
    windows: 'Windows',
  },
  severity: {
    error: 'error',
    warning: 'warning',
    info: 'note',
  },
  source: {
    retest: 're-test',
    packer: 'Packer',
    api: 'API',
    rerun: 're-run',
    verification: 'verification',
  },
  cleanup: {
    pending: 'being removed',
    clean: 'everything is gone',
    leaked: 'something is left in AWS',
  },
  loading: 'Loading',
  retry: 'Try again',
  copy: 'Copy {{what}}',
  copied: 'Copied',
  copyFailed: 'The browser did not let {{what}} be copied',
  error: {
    title: '{{what}} could not be loaded',
    notFound: 'There is nothing here',
    notAllowed: 'You may not see this',
    notAllowedHint:
      'Ask whoever runs this Backstage for the permission {{permission}}.',
    offline: 'The backend cannot be reached',
    offlineHint:
      'Is Backstage up, and are you still signed in? This page tries again by itself.',
  },
  live: {
    lost: 'The connection is lost: this is how it was at {{time}}. Trying again.',
  },
  frame: {
    alt: 'The screen of {{family}} after {{offset}}',
    missing: 'No picture: {{reason}}',
    broken: 'The picture could not be loaded',
    notAllowed: 'You may not see pictures and logs of this image',
  },
  evidence: {
    what: 'Whether you may see pictures and logs',
    notAllowedTitle: 'You may not see pictures and logs of this image',
    notAllowedHint:
      'What a machine shows may hold secrets, so it takes the permission {{permission}}. Ask whoever runs this Backstage for it.',
  },
} as const;
