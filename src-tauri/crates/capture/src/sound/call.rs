//! Whether another program holds a microphone right now: the surest sign of a call.

/// Whether a program other than this one is recording from a microphone; `None` where this is
/// not known.
///
/// On Linux it asks the sound server (PulseAudio, or PipeWire in its place), which takes well
/// under a millisecond; asking every two seconds costs nothing that shows. What counts as a
/// microphone is every source that is not the loopback of a sink, and whatever the desktop has
/// chosen as its default input. Windows and macOS: not known yet.
#[must_use]
pub fn call_on() -> Option<bool> {
    #[cfg(all(target_os = "linux", feature = "desktop"))]
    {
        linux::call_on()
    }
    #[cfg(not(all(target_os = "linux", feature = "desktop")))]
    {
        None
    }
}

#[cfg(all(target_os = "linux", feature = "desktop"))]
mod linux {
    use pulseaudio::protocol::{
        AuthParams, AuthReply, ClientInfoList, Command, CommandReply, MAX_VERSION, Prop, Props,
        ProtocolError, ServerInfo, SetClientNameReply, SourceInfo, SourceOutputInfo,
        read_reply_message, write_command_message,
    };
    use std::collections::HashSet;
    use std::io::BufReader;
    use std::os::unix::net::UnixStream;
    use std::sync::{Mutex, PoisonError};
    use std::time::Duration;

    /// A server that takes longer is stuck, and the answer is: not known.
    const ANSWER_WITHIN: Duration = Duration::from_secs(1);

    static CONNECTION: Mutex<Option<Connection>> = Mutex::new(None);

    pub(super) fn call_on() -> Option<bool> {
        let mut kept = CONNECTION.lock().unwrap_or_else(PoisonError::into_inner);
        // The first failure may only mean that the server was started anew since last time.
        for _ in 0..2 {
            if kept.is_none() {
                *kept = Connection::open();
            }
            let connection = kept.as_mut()?;
            if let Ok(is_on) = connection.call_on() {
                return Some(is_on);
            }
            *kept = None;
        }
        None
    }

    struct Connection {
        socket: BufReader<UnixStream>,
        version: u16,
        number: u32,
    }

    impl Connection {
        fn open() -> Option<Self> {
            let socket = UnixStream::connect(pulseaudio::socket_path_from_env()?).ok()?;
            socket.set_read_timeout(Some(ANSWER_WITHIN)).ok()?;
            socket.set_write_timeout(Some(ANSWER_WITHIN)).ok()?;
            let cookie =
                pulseaudio::cookie_path_from_env().and_then(|path| std::fs::read(path).ok());
            let mut connection =
                Self { socket: BufReader::new(socket), version: MAX_VERSION, number: 0 };
            let auth = AuthParams {
                version: MAX_VERSION,
                supports_shm: false,
                supports_memfd: false,
                cookie: cookie.unwrap_or_default(),
            };
            let reply: AuthReply = connection.ask(&Command::Auth(auth)).ok()?;
            connection.version = MAX_VERSION.min(reply.version);
            let mut props = Props::new();
            props.set(Prop::ApplicationName, c"Daybook");
            let _: SetClientNameReply = connection.ask(&Command::SetClientName(props)).ok()?;
            Some(connection)
        }

        fn ask<R: CommandReply>(&mut self, command: &Command) -> Result<R, ProtocolError> {
            let number = self.number;
            self.number += 1;
            write_command_message(self.socket.get_mut(), number, command, self.version)?;
            let (answered, reply) = read_reply_message(&mut self.socket, self.version)?;
            if answered == number {
                Ok(reply)
            } else {
                Err(ProtocolError::Invalid("an answer to another question".into()))
            }
        }

        fn call_on(&mut self) -> Result<bool, ProtocolError> {
            let outputs: Vec<SourceOutputInfo> = self.ask(&Command::GetSourceOutputInfoList)?;
            // Most of the day nothing records at all, and this is the only question.
            if !outputs.iter().any(is_recording) {
                return Ok(false);
            }
            let server: ServerInfo = self.ask(&Command::GetServerInfo)?;
            let sources: Vec<SourceInfo> = self.ask(&Command::GetSourceInfoList)?;
            let clients: ClientInfoList = self.ask(&Command::GetClientInfoList)?;
            let is_microphone = |source: &&SourceInfo| {
                source.monitor_of_sink_index.is_none()
                    || server.default_source_name.as_ref() == Some(&source.name)
            };
            let microphones: HashSet<u32> =
                sources.iter().filter(is_microphone).map(|source| source.index).collect();
            let own = std::process::id().to_string();
            let ours: HashSet<u32> = clients
                .iter()
                .filter(|client| is_process(&client.props, &own))
                .map(|client| client.index)
                .collect();
            Ok(outputs.iter().any(|output| {
                is_recording(output)
                    && microphones.contains(&output.source_index)
                    && output.client_index.is_some_and(|client| !ours.contains(&client))
            }))
        }
    }

    // A stream without a client belongs to a module of the server; one that asks for peaks
    // draws a level meter.
    fn is_recording(output: &SourceOutputInfo) -> bool {
        let is_meter =
            output.resample_method.as_ref().is_some_and(|method| method.as_bytes() == b"peaks");
        !output.corked && !is_meter && output.client_index.is_some()
    }

    fn is_process(props: &Props, pid: &str) -> bool {
        props
            .get(Prop::ApplicationProcessId)
            .is_some_and(|value| value.strip_suffix(b"\0").unwrap_or(value) == pid.as_bytes())
    }
}
