//! Ctrl-C and the system's wish to end: asked once, everything is written first; asked twice, the
//! program ends at once.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// A flag that is set when the program is asked to end.
pub(crate) fn asked_to_end() -> Arc<AtomicBool> {
    let asked = Arc::new(AtomicBool::new(false));
    #[cfg(unix)]
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        // In this order: the second signal finds the flag set.
        let _ = signal_hook::flag::register_conditional_shutdown(signal, 130, Arc::clone(&asked));
        let _ = signal_hook::flag::register(signal, Arc::clone(&asked));
    }
    asked
}
