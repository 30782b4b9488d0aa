//! Opus for symphonia, which reads its containers but has no decoder for it. libopus decodes.

use std::sync::{Mutex, PoisonError};

use symphonia::core::audio::{
    AsGenericAudioBufferRef, AudioBuffer, AudioMut, AudioSpec, GenericAudioBufferRef, layouts,
};
use symphonia::core::codecs::CodecInfo;
use symphonia::core::codecs::audio::well_known::CODEC_ID_OPUS;
use symphonia::core::codecs::audio::{
    AudioCodecParameters, AudioDecoder, AudioDecoderOptions, FinalizeResult,
};
use symphonia::core::codecs::registry::{RegisterableAudioDecoder, SupportedAudioCodec};
use symphonia::core::errors::{Result, decode_error, unsupported_error};
use symphonia::core::packet::PacketRef;

/// Opus always decodes to this rate here, whatever the encoder was fed.
const RATE: u32 = 48_000;
/// The longest packet: 120 ms.
const LONGEST_FRAMES: usize = 5760;

const INFO: CodecInfo = CodecInfo { short_name: "opus", long_name: "Opus", profiles: &[] };

/// One Opus stream, mono or stereo.
pub(super) struct Decoder {
    params: AudioCodecParameters,
    /// Behind a lock only because symphonia wants decoders that threads may share.
    inner: Mutex<opus::Decoder>,
    channels: usize,
    pcm: Vec<f32>,
    buffer: AudioBuffer<f32>,
    /// Frames still to be dropped from the start: the encoder's run-up.
    skip: usize,
}

impl Decoder {
    fn spec(channels: usize) -> AudioSpec {
        let layout = if channels == 1 {
            layouts::CHANNEL_LAYOUT_MONO
        } else {
            layouts::CHANNEL_LAYOUT_STEREO
        };
        AudioSpec::new(RATE, layout)
    }
}

impl AudioDecoder for Decoder {
    fn reset(&mut self) {
        // Fails only on a decoder that was never made.
        let _ = self.inner.get_mut().unwrap_or_else(PoisonError::into_inner).reset_state();
    }

    fn codec_info(&self) -> &CodecInfo {
        &INFO
    }

    fn codec_params(&self) -> &AudioCodecParameters {
        &self.params
    }

    fn decode_ref(&mut self, packet: &PacketRef<'_>) -> Result<GenericAudioBufferRef<'_>> {
        self.buffer.clear();
        let inner = self.inner.get_mut().unwrap_or_else(PoisonError::into_inner);
        let Ok(frames) = inner.decode_float(packet.data, &mut self.pcm, false) else {
            return decode_error("opus: packet cannot be decoded");
        };
        let Some(samples) = self.pcm.get(..frames * self.channels) else {
            return decode_error("opus: packet is too long");
        };
        self.buffer.render_uninit(Some(frames));
        self.buffer.copy_from_slice_interleaved(&samples);

        let start = usize::try_from(packet.trim_start.get()).unwrap_or(usize::MAX);
        let end = usize::try_from(packet.trim_end.get()).unwrap_or(usize::MAX);
        let run_up = self.skip.min(frames);
        self.skip -= run_up;
        let start = start.saturating_add(run_up).min(frames);
        self.buffer.trim(start, end.min(frames - start));
        Ok(self.buffer.as_generic_audio_buffer_ref())
    }

    fn finalize(&mut self) -> FinalizeResult {
        FinalizeResult::default()
    }

    fn last_decoded(&self) -> GenericAudioBufferRef<'_> {
        self.buffer.as_generic_audio_buffer_ref()
    }
}

impl RegisterableAudioDecoder for Decoder {
    fn try_registry_new(
        params: &AudioCodecParameters,
        _options: &AudioDecoderOptions,
    ) -> Result<Box<dyn AudioDecoder>> {
        let channels = params.channels.as_ref().map_or(1, symphonia::core::audio::Channels::count);
        let layout = match channels {
            1 => opus::Channels::Mono,
            2 => opus::Channels::Stereo,
            _ => return unsupported_error("opus: more than two channels"),
        };
        let Ok(inner) = opus::Decoder::new(RATE, layout) else {
            return unsupported_error("opus: no decoder");
        };
        Ok(Box::new(Self {
            params: params.clone(),
            inner: Mutex::new(inner),
            channels,
            pcm: vec![0.0; LONGEST_FRAMES * channels],
            buffer: AudioBuffer::new(Self::spec(channels), LONGEST_FRAMES),
            skip: pre_skip(params.extra_data.as_deref().unwrap_or_default()),
        }))
    }

    fn supported_codecs() -> &'static [SupportedAudioCodec] {
        &[SupportedAudioCodec { id: CODEC_ID_OPUS, info: INFO }]
    }
}

/// RFC 7845, 5.1: "OpusHead", version, channels, then the run-up in 48 kHz frames.
fn pre_skip(head: &[u8]) -> usize {
    match head {
        [b'O', b'p', b'u', b's', b'H', b'e', b'a', b'd', _, _, low, high, ..] => {
            usize::from(u16::from_le_bytes([*low, *high]))
        }
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::pre_skip;

    #[test]
    fn the_run_up_is_read_from_the_head_and_is_none_without_one() {
        assert_eq!(pre_skip(b"OpusHead\x01\x01\x38\x01\x80\xbb\0\0\0\0\0"), 312);
        assert_eq!(pre_skip(b"OpusHea"), 0);
        assert_eq!(pre_skip(b""), 0);
    }
}
