//! Rounding many numbers so that they still add up: the method of largest remainders.
//!
//! Every number is cut down to a whole; what is missing to the total goes out one by one, to the
//! largest remainders first, and to the earlier of two that are equal. So the same numbers in the
//! same order are always rounded the same, none moves by a whole unit or more, and their sum is
//! the total that stands below them.
//!
//! ```text
//! exact      0.6   0.6   0.8    sum 2.0
//! each alone 1     1     1      sum 3, and the total says 2
//! together   1     0     1      sum 2
//! ```

use std::cmp::Reverse;

/// `exact` divided by `unit`, rounded half away from zero. A `unit` below one counts as one.
#[must_use]
pub fn round_half_away(exact: i128, unit: i128) -> i128 {
    let unit = unit.max(1);
    let whole = exact.checked_div(unit).unwrap_or(0);
    let rest = exact.checked_rem(unit).unwrap_or(0).abs();
    let goes_up = rest >= unit.saturating_sub(rest);
    whole.saturating_add(if goes_up { exact.signum() } else { 0 })
}

/// Each of `parts` in whole `unit`s, so that they add up to `total` units. `total` is their exact
/// sum in units, rounded to either side; one further away is met as nearly as it can be without
/// moving any part by a whole unit. Parts below zero count as zero.
#[must_use]
pub fn round_together(parts: &[i128], unit: i128, total: i128) -> Vec<i128> {
    let unit = unit.max(1);
    let split = |part: &i128| {
        let part = (*part).max(0);
        (part.checked_div(unit).unwrap_or(0), part.checked_rem(unit).unwrap_or(0))
    };
    hand_out(parts.iter().map(split).collect(), total)
}

/// `total` shared out in whole numbers, in proportion to `weights`; nothing is given where nothing
/// weighs. Weights below zero count as zero; products beyond 128 bits are cut at the limit.
#[must_use]
pub fn share_out(total: i128, weights: &[i128]) -> Vec<i128> {
    let total = total.max(0);
    let whole = weights.iter().fold(0_i128, |sum, weight| sum.saturating_add((*weight).max(0)));
    let split = |weight: &i128| {
        let part = total.saturating_mul((*weight).max(0));
        (part.checked_div(whole).unwrap_or(0), part.checked_rem(whole).unwrap_or(0))
    };
    hand_out(weights.iter().map(split).collect(), total)
}

/// The wholes, with what is missing to `total` given to the largest remainders.
fn hand_out(split: Vec<(i128, i128)>, total: i128) -> Vec<i128> {
    let sum = split.iter().fold(0_i128, |sum, (whole, _)| sum.saturating_add(*whole));
    let missing = usize::try_from(total.saturating_sub(sum)).unwrap_or(0);
    let mut by_remainder: Vec<usize> =
        (0..split.len()).filter(|at| split.get(*at).is_some_and(|(_, rest)| *rest > 0)).collect();
    by_remainder.sort_by_key(|at| Reverse(split.get(*at).map_or(0, |(_, rest)| *rest)));
    let mut all: Vec<i128> = split.iter().map(|(whole, _)| *whole).collect();
    for at in by_remainder.into_iter().take(missing) {
        if let Some(one) = all.get_mut(at) {
            *one = one.saturating_add(1);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn half_goes_away_from_zero() {
        let check = |exact, unit, expected| {
            assert_eq!(round_half_away(exact, unit), expected, "{exact} / {unit}");
        };
        check(14, 10, 1);
        check(15, 10, 2);
        check(25, 10, 3);
        check(-14, 10, -1);
        check(-15, 10, -2);
        check(-25, 10, -3);
        check(1, 3, 0);
        check(2, 3, 1);
        check(0, 10, 0);
        check(7, 1, 7);
        check(i128::MAX, 1, i128::MAX);
    }

    #[test]
    fn the_largest_remainders_come_first_and_the_earlier_of_equals() {
        let check = |parts: &[i128], total, expected: &[i128]| {
            assert_eq!(round_together(parts, 10, total), expected, "{parts:?}");
        };
        check(&[6, 6, 8], 2, &[1, 0, 1]);
        check(&[5, 5], 1, &[1, 0]);
        check(&[14, 20, 26], 6, &[1, 2, 3]);
        check(&[20, 30], 5, &[2, 3]);
        check(&[4, 3], 1, &[1, 0]);
        check(&[4, 3], 0, &[0, 0]);
        check(&[], 0, &[]);
        check(&[10, 5], 9, &[1, 1]);
    }

    #[test]
    fn a_total_is_shared_by_weight() {
        assert_eq!(share_out(10, &[1, 1, 1]), [4, 3, 3]);
        assert_eq!(share_out(15, &[50, 0, 100]), [5, 0, 10]);
        assert_eq!(share_out(15, &[0, 0]), [0, 0], "there is nobody to give it to");
    }

    proptest! {
        #[test]
        fn rounded_parts_add_up_and_none_moves_by_a_unit(
            parts in proptest::collection::vec(0_i128..10_000, 0..20),
            unit in 1_i128..700,
        ) {
            let sum: i128 = parts.iter().sum();
            let total = round_half_away(sum, unit);
            let rounded = round_together(&parts, unit, total);
            prop_assert_eq!(rounded.iter().sum::<i128>(), total);
            for (part, whole) in parts.iter().zip(&rounded) {
                prop_assert!((part - whole * unit).abs() < unit, "{} became {}", part, whole);
            }
        }

        #[test]
        fn shares_add_up_and_keep_to_their_weight(
            total in 0_i128..100_000,
            weights in proptest::collection::vec(0_i128..10_000, 1..20),
        ) {
            let sum: i128 = weights.iter().sum();
            prop_assume!(sum > 0);
            let shares = share_out(total, &weights);
            prop_assert_eq!(shares.iter().sum::<i128>(), total);
            for (weight, share) in weights.iter().zip(&shares) {
                prop_assert!((total * weight - share * sum).abs() < sum);
            }
        }
    }
}
