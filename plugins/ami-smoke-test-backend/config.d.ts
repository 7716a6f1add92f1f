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

export interface Config {
  /** Smoke tests of the AMIs that Packer builds. */
  amiSmokeTest: {
    /**
     * The id of this installation, 1 to 63 letters, digits, `.`, `_` or `-`. Everything that it makes in AWS is tagged with it, and
     * only what has its tag is ever removed, so no two installations in one account may share it. Don't change it.
     */
    owner: string;

    /**
     * A random text of 16 or more characters that the key pairs of runs are derived from. Needed unless every profile says
     * `keyPair: false`.
     *
     * @visibility secret
     */
    secret?: string;

    /**
     * What service principals (Packer, CI jobs) may do; nobody may do anything by default, but for the catalog of the same Backstage
     * (`plugin:catalog`), which may `read`, so that it can make entities of the families. Users are not listed here: they are decided
     * on by the permission policy.
     */
    access?: Array<{
      /**
       * The subject of the service's token, or a pattern in which `*` stands for any characters. Of a `static` token it is the
       * `subject` beside it, e.g. `packer`; of a `jwks` one it is `external:`, its `subjectPrefix`, and the `sub` claim, e.g.
       * `external:gha:repo:acme/*`.
       */
      subject: string;
      /**
       * `create` lets it post builds, run them again, and read the builds of the families it may post; with the family
       * `profile:<name>` it lets it verify that profile; `read` lets it read builds and runs,
       * `cancel` stop them, `pin` keep them from retention, `evidence` see screenshots and console logs, which cannot all be redacted, `ledger` see what exists in
       * AWS (of every family, so it takes `families: ['*']`). `gate` lets it ask whether an image may go to a channel, and nothing
       * else; whoever has `create`, `read` or `promote` may ask, too. `promote` lets it promote and roll back, `waive` give and
       * withdraw waivers, `revoke` revoke builds (which repoints every channel, so it takes `channels: ['*']`).
       */
      permissions: Array<
        | 'create'
        | 'read'
        | 'cancel'
        | 'pin'
        | 'evidence'
        | 'ledger'
        | 'gate'
        | 'promote'
        | 'revoke'
        | 'waive'
      >;
      /**
       * With which image families: names, or patterns with `*`. Verifications of profiles are meant by `*` alone, and by what begins
       * with `profile:`. A build can be shown on another entity than
       * `resource:default/<family>` only if that entity, too, is named after a family that its sender may `create` for. Defaults to
       * all.
       */
      families?: string[];
      /**
       * On which channels `gate`, `promote` and `waive` are given: names, or patterns with `*`. `revoke` takes an image off every
       * channel, and so it needs all of them. The other permissions are about no channel. Defaults to all.
       */
      channels?: string[];
    }>;

    /** Where screenshots and console logs are kept. */
    archive: {
      s3: {
        bucket: string;
        /** The bucket's region. */
        region: string;
        /** The folder in the bucket. Defaults to `ami-smoke-test`. */
        prefix?: string;
        /** The account whose credentials reach the bucket. Defaults to `aws.mainAccount`. */
        accountId?: string;
        /** For an S3 that is not AWS's. Defaults to AWS's. */
        endpoint?: string;
        /** Whether the bucket's name goes into the path, as most other S3s need. Defaults to false. */
        forcePathStyle?: boolean;
        /** Defaults to `AES256`. */
        serverSideEncryption?: 'AES256' | 'aws:kms' | 'none';
        /** The key for `aws:kms`. Defaults to the bucket's. */
        kmsKeyId?: string;
      };
    };

    /** How EC2 is reached; credentials come from `aws`. */
    ec2?: {
      /** For an EC2 that is not AWS's, as the local EC2. Defaults to AWS's of each region. */
      endpoint?: string;
      /**
       * Which part of AWS's request limits, which are shared with everything else in an account, this installation may use: above 0,
       * up to 1. Defaults to 0.5.
       */
      requestShare?: number;
    };

    limits?: {
      /** How many runs may have an instance at once, in each account and region; the others wait. Defaults to 20. */
      runsPerRegion?: number;
      /** How much of one run may wait in the database while S3 cannot be reached. Defaults to 64. */
      waitingMegabytesPerRun?: number;
      /** How much of all runs may wait in the database while S3 cannot be reached. Defaults to 2048. */
      waitingMegabytes?: number;
    };

    /**
     * Which finished builds are removed, with their screenshots, logs and rows. What a family's standing is told from stays in any
     * case: its last good build (and the last that was good in each region), the one that has failed first since, and the last to
     * pass in each network of a profile.
     */
    retention?: {
      /** Defaults to true. */
      enabled?: boolean;
      /** A build stays for so many days after it was accepted. Defaults to 180. */
      maxAgeDays?: number;
      /** So many builds of each family stay whatever their age: the newest. Defaults to 50. */
      keepBuildsPerFamily?: number;
      /** What else stays whatever its age: builds that have failed, builds that somebody has pinned (without `pinned` none can be), and builds that were on a channel once (what is on one now stays in any case). Defaults to `[pinned, promoted]`. */
      keep?: Array<'failed' | 'pinned' | 'promoted'>;
      /** How often it is looked for builds to remove. Defaults to 60. */
      everyMinutes?: number;
    };

    /** Channels, to which tested images are promoted, and how that reaches AWS. Without channels nothing can be promoted. */
    promotion?: {
      /**
       * The channels by their names (small letters and digits, with single `-`, `_` or `.` between them), in the order in which they
       * are shown. Defaults to none.
       */
      channels?: {
        [channel: string]: {
          /** What it is for, for people. */
          description?: string;
          /** Builds of which families may be here: names, or patterns with `*`. Defaults to all. */
          families?: string[];
          /** Which runs each image must have passed last. */
          requires: Array<{
            /** One of `profiles`. */
            profile: string;
            /** Some of the profile's. Defaults to all of them. */
            instanceTypes?: string[];
          }>;
          /** In which regions a build must have an image, beside those in which the channel has one already. Defaults to none. */
          regions?: string[];
          /** How old the runs may be. Defaults to 30. */
          maxAgeDays?: number;
          /** Findings of the runs' diagnoses that are so severe, or more, are in the way; `none`: none is. Defaults to `error`. */
          blockSeverity?: 'info' | 'warning' | 'error' | 'none';
          /** Where a build must have been before. Defaults to nowhere. */
          after?: {
            /** Another one of `channels`. */
            channel: string;
            /** For how long. Defaults to 0. */
            hours?: number;
          };
          /**
           * Which users may promote here: all to whom the permission policy gives `ami-smoke-test.promotion.create`, or of these only
           * who owns every entity of the family in the catalog. Services are decided on by `access` alone. Defaults to `permitted`.
           */
          promoters?: 'permitted' | 'owners';
          /** What is here is tested again and again. Defaults to never. */
          retest?: {
            everyHours: number;
            /** Defaults to the first of `requires`. */
            profile?: string;
            /**
             * What a failed re-test does beside telling people: nothing, or roll the channel back to its last good build. Defaults to
             * `notify`.
             */
            onFailure?: 'notify' | 'roll-back';
          };
          /**
           * Who gets notifications beside the owners of the family's entity: refs of users and groups, e.g. `group:default/release`.
           * Defaults to nobody.
           */
          notify?: string[];
          /** How the channel reaches AWS; its own IAM policy is in iam/promotion.json. */
          publish?: {
            /**
             * Tags on the images and their snapshots: `ami-smoke-test:channel:<channel>` with the family, and
             * `ami-smoke-test:revoked` with the reason. Defaults to true.
             */
            tags?: boolean;
            /** An SSM parameter of the type `aws:ec2:image` in each region. Defaults to none. */
            ssmParameter?: {
              /** With `{family}`, and `{channel}` if need be. Defaults to `/ami-smoke-test/{family}/{channel}`. */
              name?: string;
              /** In whose Parameter Store. Defaults to that of the image's account. */
              accounts?: string[];
            };
            /** Which accounts may launch what is on the channel, beside the image's own. Defaults to none. */
            launchPermissions?: {
              accounts: string[];
            };
            /** Images that have left every channel are deprecated, and revoked ones at once. Defaults to never. */
            deprecation?: {
              /** So long after they have left. */
              afterDays: number;
            };
            /**
             * Whether revoked images are disabled, so that nobody can launch them. AWS takes away their launch permissions with that;
             * they are recorded first. Defaults to false.
             */
            disableRevoked?: boolean;
          };
        };
      };
      /** How long a waiver may hold at most. Defaults to 30. */
      maxWaiverDays?: number;
      publishing?: {
        /** How often AWS is read again although nothing has changed here. Defaults to 300. */
        everySeconds?: number;
        /**
         * What is done about what somebody has changed in AWS: `mend` puts it right, `report` shows it and leaves it until the next
         * decision. Defaults to `mend`.
         */
        drift?: 'mend' | 'report';
        /** For an SSM that is not AWS's, as the local EC2's. Defaults to AWS's of each region. */
        ssmEndpoint?: string;
        /** For an STS that is not AWS's, likewise: it is asked once whether the credentials for an account are that account's. */
        stsEndpoint?: string;
      };
    };

    /**
     * The reaper removes what is in AWS with the tag of this installation (`owner`) and belongs to no run any more, as after a crash that
     * lost the database. It reports in `GET /ledger`, on the fleet page, in the log and in the audit log. While the database remembers
     * another `owner` than the config has, it only reports.
     */
    reaper?: {
      /** How often it looks; one replica does at a time. Defaults to 10. */
      everyMinutes?: number;
      /**
       * How long after the time in its tag `ami-smoke-test:expires-at` a thing that the ledger does not know is left, before it counts as
       * nobody's. Defaults to 60.
       */
      graceMinutes?: number;
      /** `report` tells what there is, and removes nothing. Defaults to `remove`. */
      mode?: 'remove' | 'report';
    };

    /**
     * Regular expressions of what else must never be stored of a console log, beside passwords, private keys and AWS keys, which
     * are always taken out. Defaults to none.
     */
    redact?: string[];

    /** What can be told from the console log and the screenshots of a run. */
    diagnosis?: {
      /**
       * Of which runs text is read from screenshots (OCR, in a thread of its own): those that did not pass, all, or none. Defaults to
       * `failed`.
       */
      readScreens?: 'failed' | 'always' | 'never';
      /** Further signatures, beside those that come with the diagnosis; see the README of the backend. Defaults to none. */
      signatures?: Array<object>;
    };

    /** Named settings of a run; a caller picks one, and `default` when it doesn't say. */
    profiles: {
      [name: string]: {
        /** The account in which instances are launched: 12 digits, quoted. */
        accountId: string;
        /** Whose images may be tested: account ids, or `self` for `accountId`. Defaults to `[self]`. */
        imageOwners?: string[];
        /** Where images may be tested, by region. */
        regions: {
          [region: string]: {
            /** Tried in this order when one has no capacity. */
            subnets: string[];
            /** What the instances are in; may be left out beside `freshSecurityGroup`. */
            securityGroups?: string[];
            /**
             * Makes a security group for each run, in the VPC of its subnet, that lets in the ports of the checks and nothing else,
             * and removes it again. Defaults to none.
             */
            freshSecurityGroup?: {
              /**
               * From where: blocks of IPv4 or IPv6 addresses that the checks come from, e.g. `10.0.0.0/8`. Blocks times ports of the
               * checks: at most 60, which is what EC2 lets a security group have.
               */
              from: string[];
            };
            /**
             * An image of this region that boots and runs a shell script in its user data (Windows: PowerShell), e.g. a plain one of
             * the distribution's; it must belong to one of `imageOwners`. `ami-smoke-test profile verify` launches it to prove that
             * instances can be reached. Defaults to none.
             */
            knownGoodImage?: string;
          };
        };
        /** Each image is tested on each of these. */
        instanceTypes: string[];
        /**
         * Tried in this order, each in every subnet, when no subnet has capacity for a run's own instance type. They must be able to
         * run the same images, and be none of `instanceTypes`. Defaults to none.
         */
        fallbackInstanceTypes?: string[];
        /** Which address of the instance the checks are sent to. Defaults to `public`. */
        address?: 'public' | 'private' | 'ipv6';
        /** Whether each run has a key pair of its own. Defaults to true. */
        keyPair?: boolean;
        /**
         * User data, given to the instance instead of the dead-man switch: as it is, or together with the probe (see `guest`), where
         * cloud-init can take both (Linux: a script, `#cloud-config`, a MIME message). Defaults to none.
         */
        userData?: string;
        /** Whether the instance is told, through user data, to shut itself down when everything else has failed. Defaults to true. */
        deadManSwitch?: boolean;
        /**
         * When screenshots are taken, counted from the moment the instance is online. Defaults to every second until 15 s, then every
         * 15 s until 300 s.
         */
        screenshots?: Array<{ everySeconds: number; untilSeconds: number }>;
        /** How often the console is read. Defaults to 5. */
        consoleEverySeconds?: number;
        /** The questions to the service, and whether the files of the image are what they were; all must be answered. */
        checks: Array<
          | {
              type: 'tcp';
              /** Defaults to its target, e.g. `tcp :22`. */
              name?: string;
              port: number;
              /** For one attempt. Defaults to 3. */
              timeoutSeconds?: number;
            }
          | {
              type: 'http';
              /** Defaults to its target, e.g. `GET :8080/health`. */
              name?: string;
              port: number;
              /** Defaults to `http`. */
              scheme?: 'http' | 'https';
              /** Defaults to `GET`. */
              method?: 'GET' | 'HEAD' | 'POST' | 'PUT';
              /** Defaults to `/`. */
              path?: string;
              /** Defaults to none. */
              headers?: {
                /** @visibility secret */
                [name: string]: string;
              };
              /**
               * Defaults to none.
               *
               * @visibility secret
               */
              body?: string;
              /** What the answer must be. Defaults to any status of the 200s. */
              expect?: {
                status?: number[];
                headers?: { [name: string]: string };
                /** A text that the body must have in it. */
                bodyContains?: string;
                /** JSON pointers into the body, each with the value that must be there. */
                json?: { [pointer: string]: unknown };
              };
              /** Whether the certificate must be valid for the address asked, which it rarely is. Defaults to false. */
              verifyCertificate?: boolean;
              /** For one attempt. Defaults to 5. */
              timeoutSeconds?: number;
            }
          | {
              /**
               * The instance compares its files with the record that the provisioner `record-files` left in the image, and reports on
               * its console. A file that cannot be read, has changed or is gone fails the run; no whole report makes it `errored`.
               */
              type: 'integrity';
              /** Defaults to `integrity`. */
              name?: string;
              /** From online until it has reported, instead of `budgets.serviceSeconds`. Defaults to 900. */
              budgetSeconds?: number;
            }
        >;
        /** How often each check asks until it is answered. Defaults to 0.25. */
        checkEverySeconds?: number;
        budgets?: {
          /** From the launch until EC2 says `running`. Defaults to 300. */
          onlineSeconds?: number;
          /** From then until every check has passed. Defaults to 300. */
          serviceSeconds?: number;
        };
        /**
         * Whether a boot of which nothing more will come (a kernel panic, an emergency shell, no bootable device, a stop code) fails
         * the run without the rest of the budget.
         */
        failFast?: {
          /** Defaults to true. */
          enabled?: boolean;
          /** For how long nothing may have come after it: no further stage of the boot, no answer of the service. Defaults to 15. */
          graceSeconds?: number;
          /** Whether text that was read from a screenshot is enough; else only the console log is. Defaults to false. */
          screen?: boolean;
        };
        /**
         * From when on a boot that passed gets a warning (`slow-boot`), before it becomes a failure. Its time is that from online
         * until every check has passed.
         */
        bootTime?: {
          /** After so long, whatever is usual. Defaults to 80 % of `budgets.serviceSeconds`. */
          warnAfterSeconds?: number;
          /**
           * Above so many times what is usual: the median of the last 10 good runs of the family with the same profile, region and
           * instance type, once there are 3; 5 seconds more are never too much. Defaults to 1.5.
           */
          warnAboveUsual?: number;
        };
        /**
         * What is looked at inside the instance: memory, disks, network, failed units, through user data, reported on the console
         * and shown as findings of the diagnosis, which change no verdict.
         */
        guest?: {
          /** Defaults to true without `userData` of your own, or with the check `integrity`. */
          probe?: boolean;
          expect?: {
            /** Of the instance type: less than three quarters of it is told. Defaults to none. */
            memoryMiB?: number;
            /** At least so large is the root volume. Defaults to none. */
            rootVolumeGiB?: number;
            /** systemd units that may fail. Defaults to none. */
            failedUnits?: string[];
          };
        };
        /** What a caller may change: `budget` is `serviceSeconds`. Defaults to nothing. */
        overridable?: Array<'instanceTypes' | 'budget'>;
        /** The instance types that a caller may choose beside `instanceTypes`, when it may choose. Defaults to none. */
        allowedInstanceTypes?: string[];
        /** Further tags on everything that is made. Defaults to none. */
        tags?: { [key: string]: string };
      };
    };
  };
}
