//! The signals by which the server is told to stop.

use tokio::runtime::Runtime;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

use crate::failure::{Doing as _, Result};

/// How often the server has been told to stop: what is told while the store is opened anew is
/// heard by who serves it then.
#[derive(Clone)]
pub(super) struct Stop(pub(super) watch::Receiver<u32>);

impl Stop {
    /// Listens for signals from now on; until then one ends the process at once.
    ///
    /// # Errors
    /// The system lets nobody listen.
    pub(super) fn listen(keeper: &Runtime) -> Result<Self> {
        let _inside = keeper.enter();
        outlive_hangups();
        let listen = |kind| signal(kind).doing(|| "listen for signals".to_owned());
        let terminate = listen(SignalKind::terminate())?;
        let interrupt = listen(SignalKind::interrupt())?;
        let (counted, told) = watch::channel(0);
        keeper.spawn(count(terminate, interrupt, counted));
        Ok(Self(told))
    }

    /// Whether it has been told.
    pub(super) fn is_told(&self) -> bool {
        *self.0.borrow() > 0
    }

    /// Waits until it has been told so often.
    pub(super) async fn told(&self, times: u32) {
        let mut told = self.0.clone();
        let is_over = told.wait_for(|told| *told >= times).await.is_err();
        if is_over {
            // Nobody counts any more, so that nothing can be told.
            std::future::pending::<()>().await;
        }
    }
}

async fn count(mut terminate: Signal, mut interrupt: Signal, told: watch::Sender<u32>) {
    loop {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        told.send_modify(|told| *told += 1);
    }
}

/// Services are told to reload by SIGHUP, which would end a server that has nothing to reload.
/// One that was started in a terminal still ends with it.
fn outlive_hangups() {
    use std::io::IsTerminal as _;
    if !std::io::stdin().is_terminal() {
        // Who listened once is never ended by the signal again.
        drop(signal(SignalKind::hangup()));
    }
}
