using System.Runtime.CompilerServices;

namespace Sonde.ObjectFiles;

/// <summary>The rules at one place, while instructions build them up.</summary>
internal struct FrameState
{
    public short FrameRegister;
    public int FrameOffset;
    public RuleArray Rules;

    /// <summary>A rule for each register that is followed.</summary>
    [InlineArray(FrameRegisters.Count)]
    public struct RuleArray
    {
        private RegisterRule _first;
    }
}
