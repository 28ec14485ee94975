/** The part of etcd's HTTP/JSON gateway that the fleet speaks: 64-bit numbers are strings, keys and values base64. */
export const LEASE_SECONDS = 15;

export interface KeyValue {
	readonly key: string;
	readonly value: string;
	readonly lease: string;
	readonly create_revision: string;
	readonly mod_revision: string;
	readonly version: string;
}

export interface RangeAnswer {
	readonly kvs: readonly KeyValue[];
	readonly count: string;
}
