//! SipHash-2-4: a keyed hash, so that nobody without the key can try words against it.
//!
//! Source: Aumasson and Bernstein, "SipHash: a fast short-input PRF", with their test vectors.

/// The 64-bit SipHash-2-4 of `bytes` under `key`.
#[must_use]
pub fn siphash(key: &[u8; 16], bytes: &[u8]) -> u64 {
    let (k0, k1) = halves(key);
    let mut state = State {
        v0: k0 ^ 0x736f_6d65_7073_6575,
        v1: k1 ^ 0x646f_7261_6e64_6f6d,
        v2: k0 ^ 0x6c79_6765_6e65_7261,
        v3: k1 ^ 0x7465_6462_7974_6573,
    };
    let (blocks, rest) = bytes.as_chunks::<8>();
    for block in blocks {
        state.take_in(u64::from_le_bytes(*block));
    }
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX) << 56;
    let last = rest.iter().rev().fold(0, |word, byte| (word << 8) | u64::from(*byte));
    state.take_in(length | last);
    state.v2 ^= 0xff;
    for _ in 0..4 {
        state.round();
    }
    state.v0 ^ state.v1 ^ state.v2 ^ state.v3
}

struct State {
    v0: u64,
    v1: u64,
    v2: u64,
    v3: u64,
}

impl State {
    fn take_in(&mut self, word: u64) {
        self.v3 ^= word;
        self.round();
        self.round();
        self.v0 ^= word;
    }

    fn round(&mut self) {
        self.v0 = self.v0.wrapping_add(self.v1);
        self.v1 = self.v1.rotate_left(13) ^ self.v0;
        self.v0 = self.v0.rotate_left(32);
        self.v2 = self.v2.wrapping_add(self.v3);
        self.v3 = self.v3.rotate_left(16) ^ self.v2;
        self.v0 = self.v0.wrapping_add(self.v3);
        self.v3 = self.v3.rotate_left(21) ^ self.v0;
        self.v2 = self.v2.wrapping_add(self.v1);
        self.v1 = self.v1.rotate_left(17) ^ self.v2;
        self.v2 = self.v2.rotate_left(32);
    }
}

fn halves(key: &[u8; 16]) -> (u64, u64) {
    let whole = u128::from_le_bytes(*key);
    let low = whole & u128::from(u64::MAX);
    (u64::try_from(low).unwrap_or(0), u64::try_from(whole >> 64).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_agrees_with_its_authors() {
        let key: [u8; 16] = std::array::from_fn(|i| u8::try_from(i).unwrap());
        let check = |length: u8, expected: u64| {
            let input: Vec<u8> = (0..length).collect();
            assert_eq!(siphash(&key, &input), expected, "{length} bytes");
        };
        // The first and some later vectors of the reference implementation.
        check(0, 0x726f_db47_dd0e_0e31);
        check(1, 0x74f8_39c5_93dc_67fd);
        check(7, 0xab02_00f5_8b01_d137);
        check(8, 0x93f5_f579_9a93_2462);
        check(15, 0xa129_ca61_49be_45e5);
    }
}
