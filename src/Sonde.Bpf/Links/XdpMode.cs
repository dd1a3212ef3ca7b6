namespace Sonde.Bpf;

/// <summary>Where an XDP program runs.</summary>
public enum XdpMode : uint
{
    /// <summary>In the driver where it can, otherwise in the kernel's generic path.</summary>
    Any = 0,

    /// <summary>XDP_FLAGS_SKB_MODE: the generic path, slower and on every interface.</summary>
    Generic = 1 << 1,

    /// <summary>XDP_FLAGS_DRV_MODE: the driver, or an error.</summary>
    Driver = 1 << 2,

    /// <summary>XDP_FLAGS_HW_MODE: the network card, or an error.</summary>
    Hardware = 1 << 3,
}
