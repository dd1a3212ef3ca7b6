using System.Runtime.InteropServices;

namespace Sonde.ObjectFiles;

/// <summary>A <c>ZSTD_DStream</c>.</summary>
internal sealed class ZstdDecoderHandle : SafeHandle
{
    public ZstdDecoderHandle()
        : base(0, ownsHandle: true)
    {
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Libzstd.FreeDecoder(handle);
        return true;
    }
}
