namespace Sonde.Symbols;

/// <summary>Demangles C++ names; one for each thread, so that it need not make its memory anew.</summary>
internal sealed class ItaniumDemangler
{
    private readonly ItaniumTree _tree = new();
    private readonly ItaniumParser _parser;
    private readonly ItaniumPrinter _printer;

    public ItaniumDemangler(DemangledText text)
    {
        _parser = new ItaniumParser(_tree);
        _printer = new ItaniumPrinter(_tree, text);
    }

    public bool TryDemangle(ReadOnlySpan<byte> name, bool withParameters)
    {
        _tree.Begin(name);
        return _parser.TryParse(out int root) && _printer.TryPrint(root, withParameters);
    }
}
