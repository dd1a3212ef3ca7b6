namespace Sonde.ObjectFiles;

/// <summary>How much may be written, and how deep, so that corrupt types end in an exception and not in endless text.</summary>
internal sealed class CBudget(Btf btf)
{
    private const int MaximumDepth = 256;

    // A type without a name is written wherever it is used, so there is more text than there are types, but not much more.
    private long _steps = (1L << 20) + 64L * btf.EndId;
    private int _depth;

    /// <summary>One more thing to write.</summary>
    public void Step()
    {
        if (--_steps < 0)
            throw new BtfFormatException("BTF is corrupt: types hold each other so that as C they have no end");
    }

    /// <summary>One more thing to write, inside of another.</summary>
    public void Enter(BtfType type)
    {
        Step();
        if (++_depth > MaximumDepth)
            throw new BtfFormatException($"BTF is corrupt: type {type.Id} is nested more than {MaximumDepth} deep or refers to itself");
    }

    public void Leave() => _depth--;
}
